"""The demonstration: a believable provider, eight months into its way, lived through by the actions."""
