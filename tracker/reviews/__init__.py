"""Where management looks at what was done, and decides how it goes on."""
