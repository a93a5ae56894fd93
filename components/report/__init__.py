"""Report: the summaries of all stages go in, one self-contained page that a 1C specialist can read comes out."""
