"""Which models keep a history of who changed what, and which columns of them.

Apps call `keep_history` in their `audit` module. Rows with personal data of visitors are left out on purpose:
their history would outlive their deletion. Of slips only the columns that name nobody are kept.
"""

from auditlog.registry import auditlog
from django.db.models import Model

from twinning.publishing import translated_fields

# Time stamps and the version change with every save and say nothing.
UNINTERESTING = frozenset({"created_at", "updated_at", "version", "width", "height"})


def keep_history(model: type[Model], *, many: tuple[str, ...] = (), without: tuple[str, ...] = ()) -> None:
    """Record every change of `model`, each language's column by itself, and of the many-to-many fields `many`.

    Columns named in `without` are never recorded. The base column of a translated field is left out: it shows
    whatever language is active.
    """
    names = {field.name for field in model._meta.fields}
    left_out = names & (UNINTERESTING | translated_fields(model) | set(without))
    auditlog.register(model, exclude_fields=sorted(left_out), m2m_fields=set(many))
