"""The Azerbaijani alphabet in Python and, by the same tables, in PostgreSQL: order, case and folding."""

import re
import unicodedata

from django.db.models import CharField, Func

LETTERS = "abcçdeəfgğhxıijkqlmnoöprsştuüvwyz"
ORDERED = "".join(chr(0x41 + place) for place in range(len(LETTERS)))
SCHWA = "\u04d9"  # of both alphabets one sign until it is known in which the word is written
FOLD_FROM = "əıöüçşğâêîôûáéíóúàèìòùäëïñ\u01dd"
FOLD_TO = f"{SCHWA}ioucsgaeiouaeiouaeiouaein{SCHWA}"
LOOKALIKE_FROM = f"авекмнорстухіјѕ{SCHWA}"
LOOKALIKE_TO = "abekmhopctyxijse"
CYRILLIC_FROM = f"абвгдежзийклмнопрстуфхцчшщыэюяёҝҹһөүј{SCHWA}ъь"  # what has no partner at the end is dropped
CYRILLIC_TO = "abvgdejziyklmnoprstufxscssieuaegchouye"
TO_LOWER, TO_UPPER = str.maketrans("Iİ", "ıi"), str.maketrans("ıi", "Iİ")
TO_KEY = str.maketrans(LETTERS, ORDERED)
FOLDED = str.maketrans(FOLD_FROM, FOLD_TO)
FROM_LOOKALIKE = str.maketrans(LOOKALIKE_FROM, LOOKALIKE_TO)
FROM_CYRILLIC = str.maketrans(
    CYRILLIC_FROM[: len(CYRILLIC_TO)], CYRILLIC_TO, CYRILLIC_FROM[len(CYRILLIC_TO) :]
)
CYRILLIC = f"а-яёіјѕҝҹһөү{SCHWA}"
NOT_WORD = re.compile(f"[^a-z0-9{CYRILLIC}]+")
HAS_LATIN = re.compile(r"[a-z]")


def az_lower(text: str) -> str:
    return text.translate(TO_LOWER).lower()


def az_upper(text: str) -> str:
    return text.translate(TO_UPPER).upper()


def az_capital(text: str) -> str:
    return az_upper(text[:1]) + text[1:]


def az_key(text: str) -> str:
    """What to compare so that texts stand in Azerbaijani order."""
    return az_lower(text).translate(TO_KEY)


def az_fold(text: str) -> str:
    """What to compare so that spelling does not matter: `Şəki`, `Шеки` and `seki` are one."""
    plain = unicodedata.normalize("NFC", text).replace("I", "i").replace("İ", "i").lower()
    plain = plain.translate(FOLDED)
    return " ".join(filter(None, map(_latin, NOT_WORD.sub(" ", plain).split())))


def _latin(word: str) -> str:
    """A Cyrillic word is spelt out; a Cyrillic letter in a Latin word is a look-alike typed by mistake."""
    return word.translate(FROM_LOOKALIKE if HAS_LATIN.search(word) else FROM_CYRILLIC)


class AzKey(Func):
    """The sort key in a query: `order_by(AzKey("name_az"))`; the same expression may stand in an index."""

    function = "az_key"
    template = '%(function)s(%(expressions)s) COLLATE "C"'
    arity = 1
    output_field = CharField()


class AzFold(Func):
    function = "az_fold"
    arity = 1
    output_field = CharField()


LOWER = "".join(
    dict.fromkeys(c for c in LETTERS + FOLD_FROM + CYRILLIC_FROM + LOOKALIKE_FROM if az_upper(c) != c)
)
UPPER = "".join(az_upper(letter)[:1] for letter in LOWER)
FREQUENT = " aəilnrmdıstubkyeozüşvhqcçfgğpjxö"
# translate() walks its table from the front for each letter: what most names consist of stands there.
WALKED = FREQUENT + "".join(sorted({*LETTERS, *UPPER}.difference(FREQUENT)))
KEYS = "".join(map(az_key, WALKED))


# The server's own lower() depends on its locale; these functions give the same answer on every server.
SQL_FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION az_lower(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN translate(t, '{UPPER}', '{LOWER}');

CREATE OR REPLACE FUNCTION az_key(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN translate(t, '{WALKED}', '{KEYS}');

CREATE OR REPLACE FUNCTION az_fold(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN coalesce((
    SELECT string_agg(latin, ' ' ORDER BY place)
    FROM (
        SELECT place, CASE WHEN word ~ '[a-z]' THEN translate(word, '{LOOKALIKE_FROM}', '{LOOKALIKE_TO}')
                           ELSE translate(word, '{CYRILLIC_FROM}', '{CYRILLIC_TO}') END AS latin
        FROM regexp_split_to_table(
            trim(regexp_replace(
                translate(az_lower(translate(normalize(t, NFC), 'Iİ', 'ii')), '{FOLD_FROM}', '{FOLD_TO}'),
                '[^a-z0-9{CYRILLIC}]+', ' ', 'g')), ' ') WITH ORDINALITY AS words(word, place)
    ) AS spelt
    WHERE latin <> ''), '');
"""
