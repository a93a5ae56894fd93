"""Deploy: a version goes in, a traffic split with that version as canary comes out."""
