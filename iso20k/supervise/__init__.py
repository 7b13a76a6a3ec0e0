"""One command that keeps broker, worker, beat and web server running, and leaves nothing behind."""
