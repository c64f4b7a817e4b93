"""Master-data reconciliation for China's cities: standardise, link, and build golden records.

The names below are the public face; each is loaded when it is first used, so that `import mdm` and
`mdm --help` stay fast.
"""

import importlib
from typing import TYPE_CHECKING, Any

from mdm._version import __version__

if TYPE_CHECKING:
    from mdm.errors import MdmError
    from mdm.evaluation import evaluate_crosswalk
    from mdm.grids import assign_grids
    from mdm.profile_run import ProfileRun, open_profile
    from mdm.reconciling import reconcile
    from mdm.rulepack import domains, load_rulepack
    from mdm.run import Run, open_run
    from mdm.standardise import standardise_values
    from mdm.supervised import train_classifier
    from mdm.values import compare_values, measure_distances

_HOMES = {
    "MdmError": "mdm.errors",
    "ProfileRun": "mdm.profile_run",
    "Run": "mdm.run",
    "assign_grids": "mdm.grids",
    "compare_values": "mdm.values",
    "domains": "mdm.rulepack",
    "evaluate_crosswalk": "mdm.evaluation",
    "load_rulepack": "mdm.rulepack",
    "measure_distances": "mdm.values",
    "open_profile": "mdm.profile_run",
    "open_run": "mdm.run",
    "reconcile": "mdm.reconciling",
    "standardise_values": "mdm.standardise",
    "train_classifier": "mdm.supervised",
}

__all__ = [
    "MdmError",
    "ProfileRun",
    "Run",
    "__version__",
    "assign_grids",
    "compare_values",
    "domains",
    "evaluate_crosswalk",
    "load_rulepack",
    "measure_distances",
    "open_profile",
    "open_run",
    "reconcile",
    "standardise_values",
    "train_classifier",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'mdm' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
