"""Pages that put rooms side by side."""
