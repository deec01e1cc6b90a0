"""Lists and files to take along, and statistics."""
