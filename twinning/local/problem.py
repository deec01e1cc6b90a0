"""The one exception of this package: a message for the person at the keyboard that says what to do next."""


class Problem(Exception):
    """Something that a person has to put right; command lines print it without a traceback."""
