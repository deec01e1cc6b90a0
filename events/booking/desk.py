"""Cards of the staff desk about booking."""
