"""Rules as code for the reservation conventions of French social housing."""

# A literal: reading it from the installed metadata costs 30 ms at every start.
__version__ = "0.1.0"
