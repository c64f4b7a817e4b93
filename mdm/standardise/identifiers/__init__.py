"""Identifiers of persons and organisations: one file per format, each exporting its `KIND`."""
