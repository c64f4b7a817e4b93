"""Which department a source speaks for, where the job file says so."""

from collections.abc import Iterable

from mdm.errors import UsageError
from mdm.golden.authority import find_department
from mdm.rulepack import RulePack
from mdm.sources import SourceInfo

UNRANKED = ""


def state_departments(pack: RulePack, sources: Iterable[SourceInfo]) -> RulePack:
    """Return the pack with each source's whole name as the word for its department.

    Departments a job file states win over the words of the pack; the other sources keep the one their name
    says. Without any stated department the pack stays as it is. Sources that are registered as passing on what
    others hold count as copies. Raises UsageError for a department the pack
    does not know.
    """
    infos = tuple(sources)
    stated = {info.name: info.options.get("department") for info in infos}
    copies = tuple(info.name for info in infos if info.options.get("repeats"))
    if copies:
        survivorship = pack.survivorship.model_copy(update={"copies": (*pack.survivorship.copies, *copies)})
        pack = pack.model_copy(update={"survivorship": survivorship})
    if not any(stated.values()):
        return pack
    known = pack.survivorship.departments
    words: dict[str, tuple[str, ...]] = {}
    for name, department in stated.items():
        if department is not None and department not in known:
            raise UsageError(
                f"source {name!r} is said to be of department {department!r}, which {pack.name} does not know",
                hint=f"departments: {', '.join(known)}",
            )
        owner = department or find_department(name, known) or UNRANKED
        words[owner] = (*words.get(owner, ()), name)
    survivorship = pack.survivorship.model_copy(update={"departments": words})
    return pack.model_copy(update={"survivorship": survivorship})
