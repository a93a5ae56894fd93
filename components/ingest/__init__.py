"""Ingest: sources go in, the corpus of records comes out, with a count of everything that was left out."""
