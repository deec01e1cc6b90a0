"""Links that show a page before it is public to people without an account: signed, for one language, with an end.

Nothing is stored. A link is a promise of the portal, checked on every use: by whom it was made, for which row and which
language, and when. It leads to the page's own address, so the very view and template of the public page show it.
"""
