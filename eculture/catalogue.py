"""The catalogues of the interface: what is to be translated, and whether it is; no gettext needed."""

import ast
import re
from collections.abc import Iterator
from copy import deepcopy
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

LANGUAGES = ("az", "en", "ru")
PLURALS = {
    "az": "nplurals=2; plural=(n != 1);",
    "en": "nplurals=2; plural=(n != 1);",
    "ru": "nplurals=4; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : "
    "n%10==0 || (n%10>=5 && n%10<=9) || (n%100>=11 && n%100<=14)? 2 : 3);",
}
FOLDERS = ("eculture", "registry", "cabinet", "schools", "matrix", "templates")
KEYWORDS = {
    **dict.fromkeys(("_", "_now", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
COMMENTS = ("Translators:",)
TEXT = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
CALL = re.compile(rf"\b(_|gettext|ngettext|pgettext|npgettext)\(\s*({TEXT}(?:\s*,\s*{TEXT})*)")


def file_of(language: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    path = file_of(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def wanted() -> Catalog:
    """Every message of the code and the templates, with the files that say it."""
    catalog = Catalog()
    for path in _sources():
        extract = _of_template if path.suffix in {".html", ".txt"} else _of_python
        for message, context, comments in extract(path):
            place = str(path.relative_to(settings.BASE_DIR))
            catalog.add(message, context=context, auto_comments=comments, locations=[(place, 0)])
    return catalog


def write(language: str, words: Catalog) -> int:
    """Bring a catalogue up to the messages of the code; English says what its msgid says.

    Answers how many messages are not translated.
    """
    catalog = read(language)
    catalog.update(deepcopy(words), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    if language == "en":
        for message in catalog:
            if message.id and not _is_translated(message):
                message.string = message.id if isinstance(message.id, tuple) else str(message.id)
    path = file_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = BytesIO()
    write_po(
        buffer,
        catalog,
        width=110,
        sort_output=True,
        omit_header=True,
        include_lineno=False,
        include_previous=False,
    )
    path.write_bytes(_header(language) + buffer.getvalue())
    return sum(1 for message in catalog if message.id and not _is_translated(message))


def faults(language: str, words: Catalog) -> Iterator[str]:
    """What keeps a catalogue from being complete, one sentence each."""
    catalog = read(language)
    for message in words:
        if message.id and catalog.get(_singular(message), message.context) is None:
            yield f"{language}: not in the catalogue: {_singular(message)!r}"
    for message in catalog:
        if not message.id:
            continue
        if message.fuzzy or not _is_translated(message):
            yield f"{language}: not translated: {_singular(message)!r}"
        elif message.python_format:
            yield from (f"{language}: {error}: {_singular(message)!r}" for error in message.check(catalog))


def compile_catalogue(language: str) -> Path:
    path = file_of(language).with_suffix(".mo")
    with path.open("wb") as file:
        write_mo(file, read(language))
    return path


def _sources() -> list[Path]:
    found = (path for folder in FOLDERS for path in (settings.BASE_DIR / folder).rglob("*"))
    kept = (
        path for path in found if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts
    )
    return sorted(kept)


def _of_python(path: Path) -> Iterator[tuple]:
    with path.open("rb") as file:
        for _line, keyword, messages, comments in extract_python(file, list(KEYWORDS), COMMENTS, {}):
            yield from _message(keyword, messages if isinstance(messages, tuple) else (messages,), comments)


def _of_template(path: Path) -> Iterator[tuple]:
    for keyword, arguments in CALL.findall(templatize(path.read_text(), origin=str(path))):
        messages = tuple(ast.literal_eval(text.removeprefix("u")) for text in re.findall(TEXT, arguments))
        yield from _message(keyword, messages, [])


def _message(keyword: str, messages: tuple, comments: list[str]) -> Iterator[tuple]:
    context = messages[0] if keyword.lstrip("n").startswith("pgettext") else None
    texts = messages[1:] if context is not None else messages
    is_plural = keyword.startswith("n")
    if texts and isinstance(texts[0], str):
        yield (tuple(texts[:2]) if is_plural else texts[0]), context, comments


def _singular(message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else message.id


def _is_translated(message) -> bool:
    strings = message.string if isinstance(message.string, (tuple, list)) else [message.string]
    return all(strings) and bool(strings)


def _header(language: str) -> bytes:
    lines = (
        'msgid ""',
        'msgstr ""',
        '"Content-Type: text/plain; charset=UTF-8\\n"',
        '"Content-Transfer-Encoding: 8bit\\n"',
        f'"Language: {language}\\n"',
        f'"Plural-Forms: {PLURALS[language]}\\n"',
    )
    return ("\n".join(lines) + "\n\n").encode()
