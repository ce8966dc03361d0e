"""A landlord's year: base, due, done, balance, verdict, with every row that made them."""
