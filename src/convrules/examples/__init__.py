"""Cases kept beside a convention: built into facts, evaluated, compared."""
