"""Can a condition take an outcome at all? An exact answer over finitely many cases, or none.

`formules` turns expressions into formulas over finite variables; `recherche` looks for an assignment.
"""
