"""What the mapping of a file could be, from its titles and its first rows: a proposal, nothing decided."""
