"""What must be put right before the portal opens: each area registers its own checks."""

from events.editing import release as editing

__all__ = ["editing"]
