"""Arabic; Django loads formats.py."""
