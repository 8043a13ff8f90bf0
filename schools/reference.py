"""Reference data: specialties with their programmes, a School for each institution that teaches, and what
families ask of the schools in the catalogue of services."""

import csv
from pathlib import Path

from django.utils.translation import gettext as _

from cabinet.reference import load_catalogue
from eculture.reference import Loader, Say, reference_loaders
from registry.models import Institution
from schools.org.models import Programme, School, Specialty

DATA = Path(__file__).parent / "data"
SPECIALTIES = Path(__file__).parent / "org" / "specialties.csv"
NAMES = ("name_az", "name_en", "name_ru")


def load(say: Say) -> None:
    with SPECIALTIES.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            _keep(row)
    load_catalogue(DATA)
    schools = give_institutions_their_school()
    counts = {"programmes": Programme.objects.count(), "schools": schools}
    say(_("Programmes: %(programmes)s. Music and arts schools: %(schools)s.") % counts)


def give_institutions_their_school() -> int:
    """Every institution whose kind is a school becomes a School; programmes are entered by the ministry."""
    School.objects.bulk_create(
        (School(institution=institution) for institution in Institution.objects.schools()),
        ignore_conflicts=True,
    )
    return School.objects.count()


def _keep(row: dict[str, str]) -> None:
    names = {name: row[name] for name in NAMES}
    specialty, _new = Specialty.objects.update_or_create(
        code=row["code"], defaults={"direction": row["direction"], **names}
    )
    for years in row["lengths"].split():
        accompanist = row["accompanist"] == "yes"
        Programme.objects.update_or_create(
            code=f"{specialty.code}{years}",
            defaults={"specialty": specialty, "years": int(years), "needs_accompanist": accompanist},
        )


reference_loaders.plug(Loader("schools", load, order=40))
