"""Reviews, panel sessions, decisions."""
