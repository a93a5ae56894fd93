"""What a configuration consists of, read from its export (Designer or EDT) into one small file."""
