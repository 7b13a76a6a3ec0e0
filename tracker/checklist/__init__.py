"""Whether each requirement is met, and how we know."""
