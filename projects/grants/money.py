"""Amounts of money as people of six languages type and read them. Pure: no Django, no database.

"1.234,56", "1,234.56", "1 234,56", "１２３４" and "١٬٢٣٤٫٥٦" are all read. What may mean two things is not guessed:
the error carries both readings, so that the form can ask. Called by the forms of the cost plan and by everything
that prints sums.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_decimal, get_decimal_symbol

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
# Decimal(12, 2) holds no more.
LARGEST = Decimal("9999999999.99")

# Separators of the Arabic and Persian keyboards, and marks that only ever group digits.
_MARKS = str.maketrans({"٫": ",", "٬": "'", "،": ",", "’": "'", "ʼ": "'", "`": "'"})
_CURRENCY = re.compile(r"€|\beuros?\b|\beur\b|ユーロ|يورو", re.IGNORECASE)
_SHAPE = re.compile(r"[0-9][0-9.,' ]*")


@dataclass(frozen=True)
class AmountError(ValueError):
    """Why a text is no amount. `code` is one of empty, not_a_number, negative, decimals, too_big, ambiguous.

    For an ambiguous text `readings` holds the amounts that it may mean, the likelier one first.
    """

    code: str
    readings: tuple[Decimal, ...] = ()


def cents(value: Decimal | int) -> Decimal:
    """`value` rounded to whole cents, half a cent up (as § 44 LHO practice and every cash register do)."""
    return Decimal(value).quantize(CENT, rounding=ROUND_HALF_UP)


def _plain(text: str) -> str:
    """ASCII digits, "." and ",", "'" for other grouping marks, one kind of space; no currency."""
    if any(unicodedata.category(sign) == "No" for sign in text):
        raise AmountError("not_a_number")  # "5²" is not fifty-two
    flat = unicodedata.normalize("NFKC", text).translate(_MARKS)
    digits = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in flat)
    # Marks of writing direction travel along when a number is copied out of an Arabic text.
    seen = "".join(sign for sign in digits if unicodedata.category(sign) != "Cf")
    return " ".join(_CURRENCY.sub(" ", seen).split())


def _grouped(whole: str) -> str | None:
    """The digits of a whole part whose groups, if it has any, hold three each; None for any other text."""
    if whole.isdigit():
        return whole
    marks = {sign for sign in whole if not sign.isdigit()}
    groups = re.split(r"[.,' ]", whole)
    is_regular = len(marks) == 1 and all(len(group) == 3 for group in groups[1:]) and 1 <= len(groups[0]) <= 3
    return "".join(groups) if is_regular else None


def _amount(whole: str, fraction: str) -> Decimal:
    digits = _grouped(whole)
    if digits is None:
        raise AmountError("not_a_number")
    if len(fraction) > 2:
        raise AmountError("decimals")
    value = Decimal(f"{digits}.{fraction or '0'}")
    if value > LARGEST:
        raise AmountError("too_big")
    return cents(value)


def _is_open(whole: str, mark: str, fraction: str, language: str) -> bool:
    """True when one mark before three digits may group thousands or begin a fraction.

    In the reader's own language the grouping mark groups; a decimal mark before three digits makes one wonder.
    """
    if len(fraction) != 3 or not whole.isdigit():
        return False
    return len(whole) > 3 or whole.startswith("0") or mark == decimal_mark(language)


def decimal_mark(language: str) -> str:
    """The decimal mark that readers of a language expect, "." or ","."""
    return "," if get_decimal_symbol(_locale(language)) in ",٫" else "."


def parse(text: str, language: str) -> Decimal:
    """The amount that `text` means to somebody who writes `language`, in cents exactly.

    Raises AmountError. An amount may be zero; signs other than a plus are refused.
    """
    plain = _plain(text).removeprefix("+").strip()
    if not plain:
        raise AmountError("empty")
    if plain[0] in "-−–" and _SHAPE.fullmatch(plain[1:].strip()):
        raise AmountError("negative")
    if not _SHAPE.fullmatch(plain):
        raise AmountError("not_a_number")
    last = max(plain.rfind("."), plain.rfind(","))
    if last < 0:
        return _amount(plain, "")
    whole, mark, fraction = plain[:last], plain[last], plain[last + 1 :]
    if mark in whole:
        # The same mark twice only groups.
        return _amount(plain, "")
    if _is_open(whole, mark, fraction, language):
        raise AmountError("ambiguous", _readings(whole, fraction))
    if len(fraction) == 3 and whole.isdigit():
        return _amount(plain, "")
    return _amount(whole, fraction)


def _readings(whole: str, fraction: str) -> tuple[Decimal, ...]:
    joined = cents(Decimal(whole + fraction))
    parted = cents(Decimal(f"{whole}.{fraction}"))
    return (joined, parted) if joined <= LARGEST else (parted,)


def _locale(language: str) -> str:
    # Arabic pages print Western digits, as the office's letters do: one writing of a sum in all papers.
    return {"de-simple": "de", "ar": "ar_AE"}.get(language, language)


def show(value: Decimal, language: str) -> str:
    """`value` with two decimals as readers of `language` expect it, without a currency; `parse` reads it back."""
    return format_decimal(value, format="#,##0.00", locale=_locale(language), numbering_system="latn")
