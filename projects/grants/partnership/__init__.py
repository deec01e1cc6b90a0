"""Partners abroad confirm by a mailed link, without an account."""
