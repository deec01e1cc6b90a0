"""What is extracted is what Django looks up, and the check finds every kind of fault."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po
from django.conf import LazySettings
from django.template import Context, Engine
from django.utils import translation
from django.utils.translation import trans_real

from twinning.local.messages import __main__, catalogues
from twinning.local.messages.check import check, is_staff_only
from twinning.local.messages.extract import Message, extract
from twinning.local.messages.update import update, update_all
from twinning.local.problem import Problem

TEMPLATE = """{% load i18n %}
{% translate "Save 50 % now" %}
{% translate "May" context "month" %}
{% translate 'Say "hello"' as greeting %}{{ greeting }}
{% blocktranslate trimmed with town=city %}
    Partners
    of {{ town }}: 100 %
{% endblocktranslate %}
{% blocktranslate count number=n trimmed %}
    {{ number }} town
{% plural %}
    {{ number }} towns
{% endblocktranslate %}
{% blocktranslate context "sign" count n=n %}{{ n }} way{% plural %}{{ n }} ways{% endblocktranslate %}
{{ _("Constant") }} {% firstof "" _("In a tag") %} {{ empty|default:_("In a filter") }}
{% comment %}{% translate "Not this" %}{% endcomment %}
"""
MODULE = '''
"""Texts in Python."""
from django.utils.translation import gettext as _, gettext_lazy, ngettext, npgettext_lazy, pgettext_lazy

class City(models.Model):
    name = models.CharField(_("name"), help_text=_("In Latin letters."), choices=[("a", _("Choice"))])

    class Meta:
        verbose_name = _("city")

TITLE = gettext_lazy("Two "
                     "lines")
PATH = pgettext_lazy("url", "towns/")
FIELD = forms.CharField(help_text=_("For visitors"))

def days(n):
    # Translators: until the deadline
    return ngettext("%(n)d day", "%(n)d days", n) % {"n": n}
'''


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A clone with one module and one template."""
    for name, text in (("partners/city.py", MODULE), ("templates/page.html", TEMPLATE)):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text)
    return tmp_path


def keys(messages: list[Message]) -> list[tuple[str | None, str, str | None]]:
    return [(message.context, message.singular, message.plural) for message in messages]


def fill(root: Path, language: str, mark: str = "«{}»") -> None:
    """Translate everything by putting a mark around it."""
    path = catalogues.po_file(language, root)
    with path.open("rb") as file:
        catalogue = read_po(file)
    for message in catalogue:
        if message.pluralizable:
            message.string = tuple(mark.format(message.id[1]) for _ in range(catalogue.num_plurals))
        elif message.id:
            message.string = message.id if message.context == "url" else mark.format(message.id)
    with path.open("wb") as file:
        write_po(file, catalogue)


class TestExtract:
    def test_templates_and_modules_in_order(self, project: Path) -> None:
        assert keys(extract(project)) == [
            (None, "name", None),
            (None, "In Latin letters.", None),
            (None, "Choice", None),
            (None, "city", None),
            (None, "Two lines", None),
            ("url", "towns/", None),
            (None, "For visitors", None),
            (None, "%(n)d day", "%(n)d days"),
            (None, "Save 50 %% now", None),
            ("month", "May", None),
            (None, 'Say "hello"', None),
            (None, "Partners of %(town)s: 100 %%", None),
            (None, "%(number)s town", "%(number)s towns"),
            ("sign", "%(n)s way", "%(n)s ways"),
            (None, "Constant", None),
            (None, "In a tag", None),
            (None, "In a filter", None),
        ]

    def test_texts_of_models_are_marked_for_staff(self, project: Path) -> None:
        staff = [message.singular for message in extract(project) if is_staff_only(message)]
        assert staff == ["name", "In Latin letters.", "city"]

    def test_hint_for_translators_is_kept(self, project: Path) -> None:
        days = next(message for message in extract(project) if message.plural == "%(n)d days")
        assert days.hints == ["Translators: until the deadline"]

    def test_computed_text_is_refused_with_its_place(self, project: Path) -> None:
        (project / "partners" / "bad.py").write_text(
            "from x import gettext as _\n\ntitle = _(f'{a} towns')\n"
        )
        with pytest.raises(Problem, match=r"partners/bad\.py:3: gettext\(\) needs plain texts"):
            extract(project)

    def test_broken_template_is_named(self, project: Path) -> None:
        text = "{% load i18n %}{% blocktranslate %}{% if a %}b{% endif %}{% endblocktranslate %}"
        (project / "templates" / "bad.html").write_text(text)
        with pytest.raises(Problem, match=r"templates/bad\.html: Translation blocks must not include"):
            extract(project)

    @pytest.mark.parametrize("number", [1, 5])
    def test_django_looks_up_exactly_these(
        self, project: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch, number: int
    ) -> None:
        update_all(project)
        fill(project, "pl")
        catalogues.compile_all(project)
        settings.LOCALE_PATHS = [project / "locale"]
        monkeypatch.setattr(trans_real, "_translations", {})
        template = Engine(libraries={"i18n": "django.templatetags.i18n"}).from_string(TEMPLATE)
        with translation.override("pl"):
            page = template.render(Context({"city": "Leipzig", "n": number}))
        assert [line for line in page.splitlines() if line.strip()] == [
            "«Save 50 % now»",
            "«May»",
            '«Say "hello"»',
            "«Partners of Leipzig: 100 %»",
            f"«{number} towns»",
            f"«{number} ways»",
            "«Constant» «In a tag» «In a filter»",
        ]


class TestUpdate:
    def test_second_update_changes_nothing(self, project: Path) -> None:
        update_all(project)
        fill(project, "ar")
        update_all(project)
        before = catalogues.po_file("ar", project).read_text()
        update_all(project)
        assert catalogues.po_file("ar", project).read_text() == before
        assert "Creation-Date" not in before
        assert "#: partners/city.py@model\n" in before
        assert check("ar", extract(project), project) == []

    def test_english_says_what_the_code_says(self, project: Path) -> None:
        update_all(project)
        assert check("en", extract(project), project) == []

    def test_translation_is_kept_and_nothing_is_guessed(self, project: Path) -> None:
        update_all(project)
        fill(project, "fr")
        page = project / "templates" / "page.html"
        page.write_text(page.read_text().replace("Constant", "Constants"))
        assert update("fr", extract(project), project) == "fr: 17 texts, 1 of them missing"
        text = catalogues.po_file("fr", project).read_text()
        assert "fuzzy" not in text
        assert 'msgid "Constant"' not in text
        assert "«In a tag»" in text

    def test_text_that_becomes_countable_keeps_its_first_form(self, project: Path) -> None:
        update_all(project)
        fill(project, "pl")
        page = project / "templates" / "page.html"
        plural = "{% blocktranslate count n=n %}Constant{% plural %}Constants{% endblocktranslate %}"
        page.write_text(page.read_text().replace('{{ _("Constant") }}', plural))
        update_all(project)
        entry = catalogues.read("pl", project).get("Constant")
        assert entry.string == ("«Constant»", "", "", "")


class TestCheck:
    @pytest.fixture
    def complete(self, project: Path) -> Path:
        update_all(project)
        for language in catalogues.LANGUAGES:
            fill(project, language)
        return project

    def faults(self, root: Path, old: str, new: str, language: str = "pl") -> list[str]:
        path = catalogues.po_file(language, root)
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))
        return check(language, extract(root), root)

    def test_complete_catalogues_have_no_fault(self, complete: Path) -> None:
        assert [check(language, extract(complete), complete) for language in catalogues.LANGUAGES] == [[]] * 6

    def test_missing_catalogue(self, project: Path) -> None:
        assert check("pl", extract(project), project) == ["pl: there is no catalogue; run `make messages`"]

    def test_missing_translation(self, complete: Path) -> None:
        assert self.faults(complete, '"«Constant»"', '""') == ["pl: 'Constant': not translated"]

    def test_staff_need_only_the_languages_of_the_office(self, complete: Path) -> None:
        assert self.faults(complete, '"«city»"', '""') == []
        assert self.faults(complete, '"«city»"', '""', "de") == ["de: 'city': not translated"]

    def test_missing_plural_form(self, complete: Path) -> None:
        old = 'msgstr[2] "«%(n)d days»"'
        assert self.faults(complete, old, 'msgstr[2] ""') == ["pl: '%(n)d day': not translated"]

    def test_fuzzy(self, complete: Path) -> None:
        assert self.faults(complete, 'msgid "Constant"', '#, fuzzy\nmsgid "Constant"') == [
            "pl: 'Constant': marked as fuzzy"
        ]

    def test_other_plural_rule_than_django(self, complete: Path) -> None:
        faults = self.faults(complete, "nplurals=4; plural=(n==1 ? 0 :", "nplurals=4; plural=(n==1 ? 1 :")
        assert len(faults) == 1
        assert faults[0].startswith("pl: Plural-Forms differ from Django's: nplurals=4;")

    def test_wrong_placeholder(self, complete: Path) -> None:
        assert self.faults(complete, "«Partners of %(town)s", "«Partners of %(city)s") == [
            "pl: 'Partners of %(town)s: 100 %%': placeholders ['%(city)s'] instead of ['%(town)s'] "
            "in '«Partners of %(city)s: 100 %%»'"
        ]

    def test_form_for_one_may_leave_out_the_number(self, complete: Path) -> None:
        assert self.faults(complete, 'msgstr[0] "«%(n)d days»"', 'msgstr[0] "«jeden dzień»"') == []
        assert len(self.faults(complete, 'msgstr[3] "«%(n)d days»"', 'msgstr[3] "«dni»"')) == 1

    def test_other_markup(self, complete: Path) -> None:
        assert self.faults(complete, '"«Constant»"', '"<b>Stała"') == [
            "pl: 'Constant': other HTML tags than the original in '<b>Stała'"
        ]

    def test_path_word_without_slash(self, complete: Path) -> None:
        assert self.faults(complete, 'msgstr "towns/"', 'msgstr "Miasta"') == [
            "pl: 'towns/': 'Miasta' is no path word: "
            "lower-case Latin letters, digits, hyphens, and a slash at the end"
        ]

    def test_text_that_the_code_no_longer_has(self, complete: Path) -> None:
        page = complete / "templates" / "page.html"
        page.write_text(page.read_text().replace("Constant", "Constants"))
        assert check("de", extract(complete), complete) == [
            "de: 'Constant': no longer in the code; run `make messages`",
            "de: 'Constants': not in the catalogue; run `make messages`",
        ]

    def test_obsolete_entry(self, complete: Path) -> None:
        path = catalogues.po_file("pl", complete)
        path.write_text(path.read_text() + '\n#~ msgid "gone"\n#~ msgstr "minęło"\n')
        assert check("pl", extract(complete), complete) == ["pl: 1 obsolete entries; run `make messages`"]


class TestCompile:
    def test_only_newer_catalogues_are_written(self, project: Path) -> None:
        update_all(project)
        assert catalogues.compile_all(project) == [
            f"{language}: compiled" for language in sorted(catalogues.LANGUAGES)
        ]
        assert catalogues.compile_all(project) == []
        fill(project, "ja")
        assert catalogues.compile_all(project) == ["ja: compiled"]

    def test_broken_catalogue_is_named(self, project: Path) -> None:
        update_all(project)
        catalogues.po_file("ja", project).write_text('msgid "a"\nnonsense\n')
        with pytest.raises(Problem, match=r"locale/ja/LC_MESSAGES/django\.po"):
            catalogues.compile_all(project)

    @pytest.mark.parametrize(
        ("language", "count"), [("de", 2), ("en", 2), ("fr", 2), ("pl", 4), ("ja", 1), ("ar", 6)]
    )
    def test_plural_forms_are_those_of_django(self, language: str, count: int) -> None:
        assert catalogues.plural_rule(language).startswith(f"nplurals={count};")


def test_command_line_fails_on_faults(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(__main__, "check_all", lambda: ["de: something"])
    assert __main__.main(["check"]) == 1
    assert capsys.readouterr().out == "de: something\n"
    monkeypatch.setattr(__main__, "check_all", list)
    assert __main__.main(["check"]) == 0
