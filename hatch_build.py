"""Carry `rules/` and the demo fixtures inside the wheel."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PackageDataHook(BuildHookInterface):  # type: ignore[type-arg]
    """Map the repository's data folders into the package when a wheel is built."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Leave editable installs alone: they read the repository's own folders."""
        if version != "editable":
            build_data["force_include"]["rules"] = "mdm/_rules"
            build_data["force_include"]["fixtures/population"] = "mdm/_demo/population"
