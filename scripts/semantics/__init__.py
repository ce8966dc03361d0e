"""A model of the meaning of conventions, written from the specification: it writes tables of cases and
knows nothing of the engine."""
