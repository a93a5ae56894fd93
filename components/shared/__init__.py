"""Domain code that every stage may use: the record, the formats, BSL itself, the doors to outside systems."""
