"""One factory per model: the least data that is valid."""
