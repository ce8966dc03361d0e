"""What a convention means: the scalar evaluator, always with its trace, is the definition."""
