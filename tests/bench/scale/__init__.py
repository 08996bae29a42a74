"""Big databases: a few cars driven by the real flow, then multiplied in SQL to 10 k, 100 k, 1 M orders."""
