"""Staff pages of feeds, registered with the desk's admin."""
