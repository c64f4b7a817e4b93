"""What an earlier run learned, read from its manifest to be used again."""

from pathlib import Path

from mdm.column_use import LIBRARY
from mdm.compare import level_names
from mdm.errors import UsageError
from mdm.linking import ReusedModel
from mdm.rulepack import RulePack
from mdm.run_folder import read_manifest
from mdm.score import LinkModel


def read_learned(folder: Path, pack: RulePack) -> ReusedModel:
    """Read model and link line of the run in `folder`.

    Raises RunError where there is no run, and UsageError where it compared other things than `pack` does:
    parameters of levels that no longer mean the same would be wrong in silence.
    """
    manifest = read_manifest(folder)
    parameters = manifest["parameters"]
    model = LinkModel.from_dict(parameters["model"])
    wanted = {rule.name: level_names(rule, LIBRARY[rule.kind]) for rule in pack.comparisons}
    held = {name: learned.levels for name, learned in model.comparisons.items()}
    if held != wanted:
        differing = sorted(name for name in {*held, *wanted} if held.get(name) != wanted.get(name))
        raise UsageError(
            f"{folder}: its model does not fit the rule pack {pack.name}: it differs in {', '.join(differing)}",
            hint="run once without a model: parameters are learned anew",
        )
    return ReusedModel(model, float(parameters["thresholds"]["link"]), str(manifest["run_id"]))
