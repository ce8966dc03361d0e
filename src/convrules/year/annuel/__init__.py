"""The report due each year before the end of February: what was proposed and let, on whose account."""
