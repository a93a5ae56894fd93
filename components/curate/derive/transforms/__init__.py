"""The transforms, a module for each subject: whoever writes one more finds the others of its kind beside it."""
