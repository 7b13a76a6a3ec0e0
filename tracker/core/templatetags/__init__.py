"""Template tags for pages drawn by the Django engine."""
