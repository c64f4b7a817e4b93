"""Dates with precision and calendar."""

from mdm.standardise.date.kind import KIND

__all__ = ["KIND"]
