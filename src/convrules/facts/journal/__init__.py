"""The journal of what people decided: one line per decision, each carrying the hash of the one before."""
