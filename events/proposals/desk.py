"""Cards of the staff desk about proposals."""
