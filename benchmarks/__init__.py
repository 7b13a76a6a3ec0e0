"""How fast a page answers, beside the least work that could make the same page, measured in one run."""
