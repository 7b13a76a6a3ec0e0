"""Getting one message to one person, and remembering how it went."""
