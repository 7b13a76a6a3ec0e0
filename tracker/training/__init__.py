"""Who is competent, until when."""
