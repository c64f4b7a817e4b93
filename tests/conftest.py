"""Hypothesis without a clock and without chance: the same examples on every machine."""

from hypothesis import settings

settings.register_profile("mdm", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("mdm")
