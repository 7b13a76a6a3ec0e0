"""Work, time, and what it should have been."""
