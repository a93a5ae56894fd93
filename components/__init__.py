"""Stages, services and shared domain code of BSL Foundry. A folder per stage; ``shared`` is known to all of them."""
