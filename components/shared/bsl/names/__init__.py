"""What compiles, not only what parses: a name is of the module, the configuration or the platform, or unknown."""
