"""Every page speaks its own language only: what nobody has translated stands out."""

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import CharField, TextField
from django.utils import translation

from eculture import catalogue
from tests.access import walk
from tests.access.cast import Cast
from tests.access.fixtures import cast  # noqa: F401 -- pytest finds it by its name
from tests.access.product import Trial

pytestmark = pytest.mark.django_db
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\{? ?\w+ ?\}?\}|%[sd]")
ENGLISH = re.compile(
    r"\b(the|of|are|and|you|your|with|for|not|this|has|have|was|will|from|which|that|there|here|what)\b", re.I
)
READ_ALOUD = {"aria-label", "title", "placeholder", "alt", "summary"}
TEXT_FIELDS = (CharField, TextField)
FEWEST = 90
WITHOUT = ("api/", "healthz", "readyz", "ui/")  # one language for programs; samples of the components
SPOKEN = {address.key for address in walk.addresses() if not address.route.startswith(WITHOUT)}
QUOTED = ("admin:cabinet_edition_", "admin:cabinet_serviceversion_")  # show what staff wrote, in JSON
TABLE = {
    key: access
    for key, access in walk.declared().items()
    if key in SPOKEN and "GET" in access.takes and not access.path and not key.startswith(QUOTED)
}


@pytest.mark.long(10)
@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_no_page_says_anything_in_another_language(language: str, cast: Cast):  # noqa: F811
    found: dict[str, str] = {}
    pages, written = 0, typed()
    for key, html in pages_in(language, cast):
        pages += 1
        for words in texts(html) - written:
            if words not in found and is_foreign(words, language):
                found[words] = key
    assert pages >= FEWEST
    assert not found, "\n".join(f"{key}: {words}" for words, key in sorted(found.items()))


def pages_in(language: str, cast: Cast) -> Iterator[tuple[str, str]]:  # noqa: F811
    """Each page once, as one of those who may open it sees it."""
    for key, access in sorted(TABLE.items()):
        viewers = [name for name in cast.sessions if name in access.allowed]
        if viewers:
            with translation.override(language):
                trial = Trial(key, access, cast)
            response = trial.send(viewers[0])
            if response.status_code == 200 and "text/html" in response.headers["Content-Type"]:
                yield key, trial.body.decode()


def typed() -> set[str]:
    """What people have written, in whichever language: the values of all rows."""
    found: set[str] = set()
    tables = set(connection.introspection.table_names())
    for model in (each for each in apps.get_models() if each._meta.db_table in tables):
        names = [each.name for each in model._meta.concrete_fields if isinstance(each, TEXT_FIELDS)]
        for row in model._base_manager.values_list(*names) if names else ():
            found |= {" ".join(value.split()) for value in row if value}
    return found | {value.split("@")[0] for value in found if "@" in value}


class Reader(HTMLParser):
    """What a person reads or hears on a page; parts that name their own language are left to it."""

    SILENT = {"script", "style", "svg", "noscript", "kbd"}
    EMPTY = {"meta", "link", "input", "img", "br", "hr", "col", "source", "wbr"}

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.open: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_drawn = "material-symbols-outlined" in (given.get("class") or "")
        silent = tag in self.SILENT or is_drawn or (tag != "html" and "lang" in given) or any(self.open[-1:])
        if not silent:
            self.texts += [value for name, value in attrs if name in READ_ALOUD and value]
        if tag not in self.EMPTY:
            self.open.append(silent)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.EMPTY and self.open:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if not any(self.open[-1:]):
            self.texts.append(data)


def texts(html: str) -> set[str]:
    reader = Reader()
    reader.feed(html)
    return {" ".join(text.split()) for text in reader.texts} - {""}


@cache
def is_foreign(words: str, language: str) -> bool:
    if not re.search(r"[^\W\d_]{3}", words) or says(words, language):
        return False
    others = [other for other in settings.LANGUAGES if other[0] != language]
    if any(says(words, code) for code, _name in others):
        return True
    return language != "en" and len({word.lower() for word in ENGLISH.findall(words)}) > 1


@cache
def says(words: str, language: str) -> bool:
    """Is this a sentence of the catalogue of this language? English is what the code says."""
    exact, patterns = sentences(language)
    return words.lower() in exact or any(pattern.fullmatch(words) for pattern in patterns)


@cache
def sentences(language: str) -> tuple[frozenset[str], list[re.Pattern[str]]]:
    said = set()
    for message in catalogue.read(language):
        words = message.id if language == "en" else message.string
        said |= {" ".join(each.split()) for each in ([words] if isinstance(words, str) else words)}
    with_values = [each for each in said if PLACEHOLDER.search(each)]
    return frozenset(each.lower() for each in said.difference(with_values)), [*map(pattern, with_values)]


def pattern(sentence: str) -> re.Pattern[str]:
    parts = PLACEHOLDER.split(sentence)
    has_words = re.search(r"[^\W\d_]{3}", "".join(parts))
    return re.compile("(.+?)".join(map(re.escape, parts)) if has_words else r"(?!)")
