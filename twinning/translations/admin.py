"""Lists and pages of translations on the staff desk; the areas of translations hold them."""

from twinning.translations.page.admin import LanguageRuleAdmin, TranslatorLanguageAdmin

__all__ = ["LanguageRuleAdmin", "TranslatorLanguageAdmin"]
