"""Why a decision about a row of another portal is not taken."""


class Refused(Exception):
    """It can't be done; the text says why, in the reader's language."""


class Overtaken(Refused):
    """Somebody or the other portal was faster."""
