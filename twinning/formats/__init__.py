"""Formats of dates where Django's own are not what people write; settings.py names this package."""
