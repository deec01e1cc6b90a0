"""Staff pages of editing, registered with the desk's admin."""
