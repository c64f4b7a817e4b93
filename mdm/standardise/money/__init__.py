"""Amounts of money with their currency."""

from mdm.standardise.money.kind import KIND

__all__ = ["KIND"]
