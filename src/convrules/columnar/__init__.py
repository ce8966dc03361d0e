"""Many vacancies at once: the same rules, one pass over sets of rows instead of one row at a time.

A condition is cut into atoms, which the scalar evaluator answers once for each different thing that rows
say of the facts they read; what stands above atoms (`et`, `ou`, `non`, clauses, status) is computed on sets
of rows. Nothing here gives a meaning of its own. Source: docs/langage, « Les issues ».
"""
