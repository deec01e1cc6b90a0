"""German; Django loads formats.py."""
