"""Write the tables of the reference pages from the code itself, so that they cannot go stale.

A page says `<!-- table: kinds -->`; the build puts the table in its place.
"""
