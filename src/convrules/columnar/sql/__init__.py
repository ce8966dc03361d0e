"""The same answers on an engine of databases: rules as data in look-up tables, joined by a query that never
changes. See ARCHITECTURE.md, « Which engine ». sqlglot and duckdb are imported here alone, when asked for.
"""
