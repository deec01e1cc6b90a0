"""Versions of a programme's rules: how one replaces another."""
