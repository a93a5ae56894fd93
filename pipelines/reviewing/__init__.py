"""Examples on their way to a reviewer and back: what is chosen, the sheet it is written on, what is read from it."""
