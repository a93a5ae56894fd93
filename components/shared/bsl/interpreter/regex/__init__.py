"""Regular expressions in the dialect of ICU, which the platform uses.

An engine of our own, because Python's cannot be stopped: a bad pattern would run for hours. Here every step is charged
to the meter of the program.
"""
