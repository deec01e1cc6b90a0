"""Staff pages of booking, registered with the desk's admin."""
