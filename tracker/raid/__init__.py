"""What top management has promised, decided and gained."""
