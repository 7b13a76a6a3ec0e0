"""Files that prove something, kept unaltered."""
