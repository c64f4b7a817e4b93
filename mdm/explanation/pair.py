"""Why are two records one entity, or why not?"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mdm.errors import UsageError
from mdm.explanation.evidence import ComparisonLine, FreshEvidence, compare_records
from mdm.explanation.layout import Key, say, say_value, say_weight, table
from mdm.explanation.lookup import find_entities, find_links, find_members

FINDINGS = {
    "identity": (
        "号码相同且姓名相符，据此直接合并",
        "joined by an identifier both hold, with compatible names",
    ),
    "linked": ("证据充分，判为同一实体", "linked by the evidence below"),
    "decided_same": ("人工判定为同一实体", "decided to be one entity by a reviewer"),
    "decided_different": ("人工判定为不同实体", "decided to be two entities by a reviewer"),
    "connected": ("经由其他记录相连，属于同一实体", "one entity, connected through other records"),
    "review": ("证据不足以自动判定，待人工复核", "left to a person's review"),
    "vetoed": ("规则禁止合并", "kept apart by a must-not-merge rule"),
    "different_identifiers": (
        "各有不同的有效号码，永不合并",
        "both hold different valid identifiers: never merged",
    ),
    "rejected": ("比较过，证据不支持", "compared; the evidence is against it"),
    "too_weak": (
        "分块规则提出过，但证据太弱，未予保留",
        "proposed by a blocking rule; the evidence was too weak to keep",
    ),
    "never_compared": (
        "从未比较：没有分块规则提出这一对",
        "never compared: no blocking rule proposes the pair",
    ),
}
IDENTIFIER, DECISION = "identifier", "decision"


@dataclass(frozen=True)
class PairStory:
    """The answer of `Run.why`.

    `finding` is one word of `FINDINGS`. `decision`, `match_weight`, `match_probability`, `match_key` and
    `veto` are those of the link between the two sides, None where the run kept none; `decided_between`
    names the two records it stands for, which may be others of the same groups. `comparisons` holds one
    line a comparison, `chain` the links that connect the records when none does directly, `proposed_by`
    the blocking rules whose keys agree on these two records.
    """

    left: Key
    right: Key
    left_entity: str
    right_entity: str
    finding: str
    decision: str | None
    match_weight: float | None
    match_probability: float | None
    match_key: str | None
    veto: str | None
    decided_between: tuple[Key, Key] | None
    comparisons: tuple[ComparisonLine, ...]
    prior_weight: float
    proposed_by: tuple[str, ...]
    different_identifiers: tuple[str, ...]
    chain: tuple[Mapping[str, Any], ...]

    @property
    def same_entity(self) -> bool:
        """Whether the run made one entity of the two."""
        return self.left_entity == self.right_entity

    @property
    def correction(self) -> float:
        """What the pair's weight holds besides prior and comparisons: relatives share a door and a phone,
        and a common value is weaker evidence than the average one."""
        if self.match_weight is None:
            return 0.0
        return self.match_weight - self.prior_weight - sum(line.weight for line in self.comparisons)

    def __str__(self) -> str:
        return "\n".join(_tell(self))

    __repr__ = __str__


def explain_pair(folder: Path, manifest: Mapping[str, Any], left: Key, right: Key) -> PairStory:
    """Gather everything the run knows about two of its records."""
    if left == right:
        raise UsageError(f"{say(left)} is compared with itself", hint="name two records")
    entities = find_entities(folder, manifest, (left, right))
    members = find_members(folder, sorted(set(entities)))
    owner = {(s, i): e for s, i, e in members.select("source", "record_id", "entity_id").iter_rows()}  # few
    links = [_Link.read(row) for row in find_links(folder, members).iter_rows(named=True)]  # of two entities
    same = entities[0] == entities[1]
    direct = _best(link for link in links if link.ends == {left, right})
    if direct is None and not same:
        direct = _best(link for link in links if {owner[end] for end in link.ends} == set(entities))
    chain = _connect(links, left, right) if same and direct is None else ()
    evidence = compare_records(
        folder, manifest, (left, right), direct.row if direct and direct.scored else None
    )
    row: Mapping[str, Any] = direct.row if direct else {}
    return PairStory(
        left=left,
        right=right,
        left_entity=entities[0],
        right_entity=entities[1],
        finding=_find(direct, same, chain, evidence),
        decision=row.get("decision"),
        match_weight=row.get("match_weight"),
        match_probability=row.get("match_probability"),
        match_key=row.get("match_key"),
        veto=row.get("veto"),
        decided_between=direct.sides if direct else None,
        comparisons=evidence.lines,
        prior_weight=evidence.prior,
        proposed_by=evidence.proposed_by,
        different_identifiers=evidence.different_identifiers,
        chain=tuple(link.row for link in chain),
    )


@dataclass(frozen=True)
class _Link:
    row: Mapping[str, Any]
    sides: tuple[Key, Key]

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> "_Link":
        left = (row["left_source"], row["left_record_id"])
        return cls(row, (left, (row["right_source"], row["right_record_id"])))

    @property
    def ends(self) -> set[Key]:
        return set(self.sides)

    @property
    def scored(self) -> bool:
        return self.row["match_weight"] is not None

    @property
    def joins(self) -> bool:
        return str(self.row["decision"]) == "link"


def _best(links: Iterable[_Link]) -> _Link | None:
    """The link that says most: an automatic one before a doubtful one, then the heaviest."""
    order = {"link": 2, "review": 1}
    ranked = sorted(
        links,
        key=lambda link: (
            order.get(link.row["decision"], 0),
            link.row["match_weight"] or 0.0,
            say(link.sides[0]),
        ),
    )
    return ranked[-1] if ranked else None


def _find(direct: _Link | None, same: bool, chain: tuple[_Link, ...], evidence: FreshEvidence) -> str:
    if direct is not None and str(direct.row["match_key"]) == DECISION and direct.row["decision"] != "review":
        return "decided_same" if same else "decided_different"
    if direct is not None:
        identifier = str(direct.row["match_key"]).startswith(IDENTIFIER)
        match direct.row["decision"]:
            case "link" if same:
                return "identity" if identifier else "linked"
            case "review":
                return "connected" if same else "review"
            case _ if not same:
                return "vetoed" if direct.row["veto"] else "rejected"
    if same:
        proved = bool(chain) and all(str(link.row["match_key"]).startswith(IDENTIFIER) for link in chain)
        return "identity" if proved else "connected"
    if evidence.different_identifiers:
        return "different_identifiers"
    return "too_weak" if evidence.proposed_by else "never_compared"


def _connect(links: Iterable[_Link], start: Key, end: Key) -> tuple[_Link, ...]:
    """Shortest chain of automatic links from one record to another."""
    edges: dict[Key, list[tuple[Key, _Link]]] = {}
    for link in links:
        if link.joins:
            one, other = link.sides
            edges.setdefault(one, []).append((other, link))
            edges.setdefault(other, []).append((one, link))
    reached: dict[Key, tuple[Key, _Link] | None] = {start: None}
    queue = deque([start])
    while queue and end not in reached:
        here = queue.popleft()
        for there, link in edges.get(here, ()):
            if there not in reached:
                reached[there] = (here, link)
                queue.append(there)
    chain: list[_Link] = []
    step = reached.get(end)
    while step is not None:
        chain.append(step[1])
        step = reached[step[0]]
    return tuple(reversed(chain))


def _tell(story: PairStory) -> Iterable[str]:
    yield f"{say(story.left)}  ↔  {say(story.right)}"
    if story.same_entity:
        yield f"同一实体 · one entity: {story.left_entity}"
    else:
        yield f"不同实体 · two entities: {story.left_entity}, {story.right_entity}"
    yield " · ".join(FINDINGS[story.finding])
    if story.decision is not None:
        yield from _tell_decision(story)
    yield "比较 comparisons（权重 weights in bits）"
    yield from _tell_comparisons(story)
    if any(line.best_of_group for line in story.comparisons):
        yield "  * 组内其他记录给出的级别 · found on other records of the two groups"
    if any(line.exchanged for line in story.comparisons):
        yield "  ⇄ 两项填反了，交叉比较 · the two were exchanged in one record: compared crosswise"
    yield f"  先验 prior {say_weight(story.prior_weight)}"
    if story.match_weight is not None and abs(story.correction) >= 0.05:
        yield f"  常见程度与同户修正 rarity and household {say_weight(story.correction)}"
        yield f"  合计 sum {say_weight(story.match_weight)}"
    if story.match_weight is None and story.proposed_by:
        yield f"  提出它的分块规则 · proposed by: {', '.join(story.proposed_by)}"
    if story.different_identifiers:
        yield f"  不同的有效号码 · different valid identifiers: {', '.join(story.different_identifiers)}"
    if story.chain:
        yield "相连的路径 · connected through:"
        yield table(_chain_rows(story))


def _tell_decision(story: PairStory) -> Iterable[str]:
    said = [f"判定 decision {story.decision}", f"匹配键 match key {story.match_key}"]
    if story.match_weight is not None:
        said.append(f"匹配权重 match weight {say_weight(story.match_weight)}")
    if story.match_probability is not None:
        said.append(f"概率 probability {story.match_probability:.4f}")
    if story.veto is not None:
        said.append(f"否决 veto {story.veto}")
    yield "  ".join(said)
    if story.decided_between and set(story.decided_between) != {story.left, story.right}:
        one, other = story.decided_between
        yield f"判定针对两组的代表 · decided between the heads of their groups: {say(one)} ↔ {say(other)}"


def _tell_comparisons(story: PairStory) -> Iterable[str]:
    """Level and weight of each comparison, and beneath it both values where there are any."""
    heads = table(
        (
            f"{line.title} {line.title_en}",
            say_weight(line.weight),
            f"{line.level_title} {line.level}"
            f"{' *' if line.best_of_group else ''}{' ⇄' if line.exchanged else ''}",
        )
        for line in story.comparisons
    )
    for head, line in zip(heads.splitlines(), story.comparisons, strict=True):
        yield head
        if line.left is not None or line.right is not None or line.left_original or line.right_original:
            yield f"      左 left   {say_value(line.left, line.left_original)}"
            yield f"      右 right  {say_value(line.right, line.right_original)}"


def _chain_rows(story: PairStory) -> Iterable[tuple[str, ...]]:
    for row in story.chain:
        link = _Link.read(row)
        yield (
            f"{say(link.sides[0])} ↔ {say(link.sides[1])}",
            str(row["match_key"]),
            say_weight(row["match_weight"]),
        )
