"""Which persons are one household, at every day? Derived from registers and events, never a key for persons."""

from mdm.relate.households.build import HouseholdFrames, build_households

__all__ = ["HouseholdFrames", "build_households"]
