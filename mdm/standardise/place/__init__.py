"""Places: which one a record speaks of, and of what level it is.

`texts` takes an address, a name and a category apart, `names` says what a name is the name of, `identity` writes the
parts by which places are told apart, `kind` puts it together.
"""

from mdm.standardise.place.kind import KIND

__all__ = ["KIND"]
