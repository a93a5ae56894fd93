"""What the judge of BSL can do, measured on real code: ``python -m benchmarks.judge.<name> CORPUS_FOLDER``."""
