"""Tools without a single domain word."""
