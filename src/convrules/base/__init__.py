"""Text, values, outcomes and dates: what every other room stands on."""
