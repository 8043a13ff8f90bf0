"""Everything that the portal holds about somebody, as one ZIP: tables for programs, a summary, files.

Made in the background, row by row into a file on the disk: a cabinet of many years fits as well.
"""

import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import IO, Any

from django.core.files import File
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cabinet.accounts.sessions import has_second_factor
from cabinet.people.family import family_of
from cabinet.people.models import Person, person_of
from cabinet.trust.summary import summary
from eculture import jobs, journal, limits
from eculture.accounts import User
from eculture.exports import Holding, Table, Whose, holdings
from eculture.jobs import Job, JobKind, kinds
from eculture.refusals import Refusal

KIND = "my-data"
TIMES, DAY = 3, 86_400  # so many copies in so many seconds
CHUNK = 1 << 16
README = "cabinet/trust/readme.txt"


@kinds.plug
class MyData(JobKind):
    slug = KIND
    title = gettext_lazy("A copy of my data")
    keeps = timedelta(days=7)
    is_private = True

    def run(self, job: Job, *, person: int) -> None:
        whose = whose_for(job.by, _may_have(job.by, person))
        with tempfile.TemporaryFile() as file:
            Archive(file, whose, job).write()
            file.seek(0)
            job.attach(f"e-culture-{timezone.localdate():%Y-%m-%d}.zip", File(file))


def refusal_to_export(person: Person, *, by: Any) -> Refusal | None:
    """A child's data are a prize for whoever has found a password: a second factor is asked for."""
    if person.user_id == by.pk or has_second_factor(by):
        return None
    return Refusal(SECOND_FACTOR % {"child": person.short_name}, code="second_factor", field="person")


def ask_for(person: Person, *, by: Any) -> Job:
    """Have the copy made; the person's journal keeps who asked for it."""
    refusal = refusal_to_export(person, by=by)
    if refusal:
        raise refusal
    if not limits.allowed("export", by.pk, times=TIMES, seconds=DAY):
        raise Refusal(TOO_MANY % {"times": TIMES}, code="too_many")
    with transaction.atomic():
        journal.record("ask_copy", on=person, by=by)
        return jobs.ask(KIND, by=by, person=person.pk)


def of_whom(user: Any) -> list[Person]:
    """Of whom somebody may have a copy: oneself, and the children for whom one acts."""
    me = person_of(user)
    return [me, *me.children] if me else []


def _may_have(user: Any, person: int) -> Person:
    """Who has lost the child since asking gets nothing."""
    found = next((one for one in of_whom(user) if one.pk == person), None)
    if found is None:
        raise Refusal(_("You no longer have the right to this file."), code="forbidden")
    return found


def whose_for(user: Any, person: Person) -> Whose:
    """About a person, as the user may read it.

    In one's own data one's children are named, in a child's the child and the user; nobody else.
    """
    family = family_of(user) if person.user_id == user.pk else [person, person_of(user)]
    return Whose(
        person=person,
        account=person.user,
        named={
            Person._meta.label: {one.pk: one.full_name for one in family},
            User._meta.label: {one.user_id: one.full_name for one in family if one.user_id},
        },
    )


class Archive:
    """The ZIP while it is being written; each part renews the lease of the job."""

    def __init__(self, file: Any, whose: Whose, job: Job):
        self.file, self.whose, self.job = file, whose, job
        self.parts = list(holdings)
        self.lost: list[str] = []

    def write(self) -> None:
        with zipfile.ZipFile(self.file, "w", zipfile.ZIP_DEFLATED) as archive:
            for done, part in enumerate(self.parts):
                self._say(done, part.title)
                self._tables(archive, part)
                self._files(archive, part, done)
            self._say(len(self.parts), _("Summary"))
            archive.writestr("summary.pdf", summary(self.whose, self.parts))
            archive.writestr("README.txt", self._readme())

    def _say(self, done: int, text: Any) -> None:
        self.job.progress(done, len(self.parts) + 1, text)

    def _tables(self, archive: zipfile.ZipFile, part: Holding) -> None:
        with _entry(archive, f"data/{part.slug}.json") as out:
            for text in as_json(part.title, part.tables, self.whose):
                out.write(text.encode())

    def _files(self, archive: zipfile.ZipFile, part: Holding, done: int) -> None:
        for name, file in part.files(self.whose):
            self._say(done, name)
            path = f"files/{part.slug}/{get_valid_filename(name)}"
            try:
                source = file.open("rb")
            except FileNotFoundError:
                self.lost.append(path)
                continue
            with source, _entry(archive, path) as out:
                for chunk in source.chunks(CHUNK):
                    out.write(chunk)

    def _readme(self) -> str:
        context = {"whose": self.whose.person, "parts": self.parts, "lost": self.lost, "now": timezone.now()}
        return render_to_string(README, context)


def _entry(archive: zipfile.ZipFile, path: str) -> IO[bytes]:
    """Something to write into the archive piece by piece, however large it gets."""
    entry = zipfile.ZipInfo(path, timezone.localtime().timetuple()[:6])
    entry.compress_type = archive.compression
    return archive.open(entry, "w", force_zip64=True)


def as_json(title: Any, tables: Iterable[Table], whose: Whose) -> Iterator[str]:
    """One file of tables, piece by piece."""
    yield f'{{"title": {_json(str(title))}, "tables": ['
    for number, table in enumerate(tables):
        name = str(table.model._meta.verbose_name_plural)
        yield f'{"," if number else ""}\n{{"table": {_json(table.label)}, "title": {_json(name)}, "rows": ['
        yield from _listed(table.rows(whose))
        yield '], "history": ['
        yield from _listed(table.history(whose))
        yield "]}"
    yield "]}\n"


def _listed(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    for number, row in enumerate(rows):
        yield f"{',' if number else ''}\n{_json(row)}"


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)


SECOND_FACTOR = gettext_lazy(
    "Set up two-step sign-in first: a copy of all data about %(child)s is not given for a password alone."
)
TOO_MANY = gettext_lazy("You have asked for %(times)s copies today. Ask again tomorrow.")
