"""Short checks: a few questions that show whether something was understood."""
