"""Everything a developer's machine needs and production does not: a private PostgreSQL, `make run`,
Chromium, catalogues.

A plain package without Django: the Makefile calls its modules with `python -m twinning.local.<module>`.
"""
