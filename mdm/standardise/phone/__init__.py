"""Telephone numbers."""

from mdm.standardise.phone.kind import KIND

__all__ = ["KIND"]
