"""Global functions of the pure subset, by theme. Names, arguments and results are those of the language reference."""
