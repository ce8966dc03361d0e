"""A second reading of the language, sharing nothing with the engine.

Written from docs/langage alone: its own parser, its own tables, its own way of counting (it tries
completions where the engine reasons on bounds). What it does not read it refuses by name.
"""
