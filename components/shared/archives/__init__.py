"""Archives of public Git repositories: fetched from a host or a folder, read as a stream, never unpacked or cloned."""
