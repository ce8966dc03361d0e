"""The annual report shown: words, screen, page, tables."""
