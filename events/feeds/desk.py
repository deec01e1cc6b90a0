"""Cards of the staff desk about feeds."""
