"""A year to come, drawn many times from declared assumptions, each time judged as a year is.

Source: docs/langage, « Prévoir une année ».
"""
