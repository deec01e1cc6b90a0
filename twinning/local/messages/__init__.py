"""Message catalogues without gettext tools: `python -m twinning.local.messages
extract|update|compile|check`.

`make messages` brings `locale/<language>/LC_MESSAGES/django.po` up to date, `make run` and the tests
compile it, and tests/test_messages.py fails on a gap. Pure Python with Babel, so a fresh machine needs
nothing more.
"""
