"""Slips on the exchange board, how they are told apart, and which pairs were already suggested."""

from partners.board.slip import Slip, SlipLanguage
from partners.board.suggestion import Suggestion

__all__ = ["Slip", "SlipLanguage", "Suggestion"]
