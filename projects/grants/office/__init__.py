"""The case page and the queue of the office."""
