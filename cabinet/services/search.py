"""The words of a service as the search of the registry reads them: in any spelling, by sound too."""

from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Concat

LANGUAGES = ("az", "en", "ru")
WEIGHTS = (("title", "A"), ("summary", "B"), ("documents", "C"))


class Weighed(Func):
    """The words of a text, each with the same weight."""

    template = "setweight(to_tsvector('simple', coalesce(%(function)s(%(expressions)s), '')), '%(weight)s')"
    output_field = SearchVectorField()


class Spoken(Func):
    """Everything a service can be found by: title before summary before documents, letters before sound."""

    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = SearchVectorField()

    def __init__(self, **extra: Any):
        written = [Weighed(_joined(name), function="az_fold", weight=weight) for name, weight in WEIGHTS]
        every = _joined(*(name for name, _weight in WEIGHTS))
        super().__init__(*written, Weighed(every, function="registry_sounds", weight="D"), **extra)


def _joined(*names: str) -> Concat:
    parts: list[Any] = []
    for name in names:
        for language in LANGUAGES:
            parts += [F(f"{name}_{language}"), Value(" ")]
    return Concat(*parts, output_field=TextField())
