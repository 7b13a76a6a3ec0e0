"""What was done, by whom and why; and the proof that the log is whole."""
