"""A typed constructor per code, one module per family of codes."""
