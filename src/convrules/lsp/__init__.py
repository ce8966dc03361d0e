"""The language server: the checks, names and texts of `api`, in the words of editors.

`server` is the only module that knows pygls; `features` and what it uses are pure.
"""
