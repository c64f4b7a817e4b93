"""Addresses: from free text to parts, standard text and keys.

An address is read in three strokes. Its head, the run of division names it opens with, is resolved to
one path at the wanted date (`heads`). What follows is turned into a shape, one letter per word or
number (`shape`); the grammar reads each distinct shape once (`grammar`) and its spans are cut out of all
rows of that shape (`spans`). Towns then confirm, fill or move the district (`towns`), and the standard
text and the keys are written from the parts (`standard_text`).

Parts follow GA/T 2000.32-2014 (classes beyond 42 unverified) and GB/T 35639, GB/T 39609.
"""

from mdm.standardise.address.kind import KIND

__all__ = ["KIND"]
