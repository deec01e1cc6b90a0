"""Files of applications: taken in, checked, kept private, handed out after a permission check."""
