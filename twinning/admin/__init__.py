"""Base classes of the staff desk's lists and forms; the `admin` modules of all apps build on them."""

from twinning.admin.controls import LanguageFields, NamedControls, NamedDeletion, staff_languages
from twinning.admin.editorial import (
    PUBLICATION,
    BlocksInline,
    EditorialAdmin,
    EditorialForm,
    PhotoInline,
    ReadOnlyAdmin,
    RowsInline,
    StaffAdmin,
    TranslatedInline,
    TranslatedModelAdmin,
)
from twinning.admin.history import HistoryAdmin
from twinning.admin.lists import tag
from twinning.admin.own_pages import OwnPages
from twinning.admin.versions import VersionedAdmin, VersionedForm
from twinning.admin.words import AddressWordForm

__all__ = [
    "PUBLICATION",
    "AddressWordForm",
    "BlocksInline",
    "EditorialAdmin",
    "EditorialForm",
    "HistoryAdmin",
    "LanguageFields",
    "NamedControls",
    "NamedDeletion",
    "OwnPages",
    "PhotoInline",
    "ReadOnlyAdmin",
    "RowsInline",
    "StaffAdmin",
    "TranslatedInline",
    "TranslatedModelAdmin",
    "VersionedAdmin",
    "VersionedForm",
    "staff_languages",
    "tag",
]
