"""Checking files of BSL: finding them, judging them on all cores, showing what was found, mending what can be."""
