"""One module per claim; ``make bench`` runs them all and prints the table that the README quotes."""
