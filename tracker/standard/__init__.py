"""What is asked: editions of the standard, their clauses, requirements and documented information."""
