"""Search on plain PostgreSQL: folded words, a key of sounds, a vocabulary against typing errors."""

from difflib import SequenceMatcher
from typing import Any, NamedTuple

from django.contrib.postgres.indexes import GistIndex
from django.db import connection, models
from django.db.models import BooleanField, F, FloatField, Func, Value
from django.utils.translation import gettext_lazy as _

from eculture.azerbaijani import az_fold

LONGEST = 100
SIMILAR = 0.6


class Matches(Func):
    """Does the institution answer to these words? Reads the GIN index."""

    template = "(%(expressions)s))"
    arg_joiner = " @@ registry_query("
    output_field = BooleanField()

    def __init__(self, text: str, words: str = "search_vector", **extra: Any):
        super().__init__(F(words), Value(text), **extra)


class Rank(Func):
    """How well: names before places, places before kinds, the letters before the sound."""

    template = "ts_rank(%(expressions)s))"
    arg_joiner = ", registry_query("
    output_field = FloatField()

    def __init__(self, text: str, words: str = "search_vector", **extra: Any):
        super().__init__(F(words), Value(text), **extra)


class Word(models.Model):
    """A word of some institution's name, place or kind; kept by a trigger, read to correct typing errors."""

    word = models.CharField(max_length=40, primary_key=True)
    shown = models.CharField(max_length=60)

    class Meta:
        verbose_name = _("word of the vocabulary")
        verbose_name_plural = _("vocabulary")
        indexes = [
            GistIndex(fields=["word"], opclasses=["gist_trgm_ops"], name="word_trigrams"),
            models.Index(fields=["shown"], name="word_as_shown"),
        ]

    def __str__(self) -> str:
        return self.shown


class Correction(NamedTuple):
    """A wish in the words of the vocabulary; `words` says of each whether it was changed."""

    text: str
    words: list[tuple[str, bool]]


NEAREST = """
SELECT typed, near.word, near.shown
FROM unnest(%s::text[]) WITH ORDINALITY AS wish(typed, place)
LEFT JOIN LATERAL (
    SELECT word, shown FROM registry_word ORDER BY word LIKE typed || '%%' DESC, word <-> typed LIMIT 8
) AS near ON true
ORDER BY place
"""


def clean(text: str) -> str:
    """What of a typed text is searched for."""
    return " ".join(text.replace("\x00", " ").split())[:LONGEST]


def did_you_mean(text: str) -> Correction | None:
    """The same wish with each unknown word replaced by the nearest known one; None when nothing is better."""
    typed = az_fold(text).split()[:8]
    with connection.cursor() as cursor:
        cursor.execute(NEAREST, [typed])
        found = cursor.fetchall()
    words = [_nearest(word, [row[1:] for row in found if row[0] == word and row[1]]) for word in typed]
    if not any(changed for _shown, changed in words):
        return None
    return Correction(" ".join(shown for shown, _changed in words), words)


def _nearest(typed: str, candidates: list[tuple[str, str]]) -> tuple[str, bool]:
    for word, shown in candidates:
        if word == typed:
            return shown, False
    if any(word.startswith(typed) for word, _shown in candidates) or len(typed) < 3:
        return typed, False
    likeness = {shown: SequenceMatcher(None, typed, word).ratio() for word, shown in candidates}
    best = max(likeness, key=likeness.__getitem__, default=None)
    return (best, True) if best and likeness[best] >= SIMILAR else (typed, False)


SQL_FUNCTIONS = r"""
CREATE OR REPLACE FUNCTION registry_sound(word text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN regexp_replace(
    translate(
        regexp_replace(regexp_replace(regexp_replace(regexp_replace(
            word, 'dzh|dj|zh|ch', 'j', 'g'), 'sh', 's', 'g'), 'kh', 'x', 'g'), 'gh', 'g', 'g'),
        'ecqkyxw', 'ajggihv'),
    '(.)\1+', '\1', 'g');

CREATE OR REPLACE FUNCTION registry_sounds(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT string_agg('zz' || registry_sound(word), ' ')
    FROM regexp_split_to_table(t, ' ') AS words(word)  -- of a text that is folded already
    WHERE length(word) > 2);

CREATE OR REPLACE FUNCTION registry_query(t text) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT to_tsquery('simple', string_agg(
        CASE WHEN length(word) > 2 THEN '(' || word || ':*ABC | zz' || registry_sound(word) || ':*D)'
             ELSE word || ':*ABC' END, ' & '))
    FROM (SELECT left(word, 40) AS word
          FROM regexp_split_to_table(az_fold(left(t, 200)), ' ') WITH ORDINALITY AS words(word, place)
          WHERE word <> '' ORDER BY place LIMIT 8) AS first_words);

CREATE SEQUENCE IF NOT EXISTS registry_institution_code;
"""
