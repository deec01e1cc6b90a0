"""Cards of the staff desk about editing."""
