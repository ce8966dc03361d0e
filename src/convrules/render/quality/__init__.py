"""The state of the data: how full each column is, and what each gap leaves undetermined."""
