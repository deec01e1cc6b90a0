"""Staff pages of proposals, registered with the desk's admin."""
