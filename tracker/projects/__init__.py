"""Who may do what, where; scope, edition, objectives."""
