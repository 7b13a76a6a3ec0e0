"""How far, how late, how sure."""
