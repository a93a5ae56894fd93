"""A strict lexer and parser of BSL: standard library only, imports nothing of ours."""
