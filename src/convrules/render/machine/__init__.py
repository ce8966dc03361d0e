"""The shapes of JSON results: one function per command, one schema per command in `render/schemas/`."""
