"""Compare: ratings of both versions go in; promote, hold or roll back comes out."""
