"""The aggregates of a year on sets of rows: rows of which the definition says the same are one class, asked
about once through one of them. Nothing here gives a meaning of its own. Source: docs/moteurs.md.
"""
