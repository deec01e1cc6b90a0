"""Messages between applicants and the office."""
