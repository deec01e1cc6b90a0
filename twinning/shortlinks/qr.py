"""QR codes for posters, drawn by segno: black on white, with the quiet zone that readers need.

Level Q survives a quarter of the code being torn off or dirty. The colours are fixed: anything paler is read badly.
"""

from io import BytesIO

import segno

LEVEL = "q"
QUIET = 4  # modules of white on each side, as the standard asks
PNG_PIXELS = 1600  # enough for a code of 13 cm at 300 dots per inch


def _code(text: str) -> segno.QRCode:
    return segno.make(text, error=LEVEL, micro=False, boost_error=False)


def svg(text: str) -> bytes:
    """A drawing for print at any size."""
    out = BytesIO()
    code = _code(text)
    code.save(out, kind="svg", border=QUIET, scale=8, dark="#000", light="#fff", xmldecl=True, title=text)
    return out.getvalue()


def png(text: str) -> bytes:
    """A picture for word processors, about 13 cm wide at 300 dots per inch."""
    out = BytesIO()
    code = _code(text)
    width, _height = code.symbol_size(border=QUIET)
    code.save(out, kind="png", border=QUIET, scale=PNG_PIXELS // width, dark="#000", light="#fff", dpi=300)
    return out.getvalue()
