"""Whether everyone knows, cares and is heard."""
