"""A landlord's data: rows of cells, the journal, and how they are read."""
