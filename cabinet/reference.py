"""The catalogue of services as it is shipped; what staff have changed since is left alone."""

import csv
import json
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from cabinet.services.models import PASSPORT, LifeEvent, Service
from cabinet.services.versions import ServiceVersion
from cabinet.trust.retention import RetentionRule
from eculture.reference import Loader, Say, reference_loaders

DATA = Path(__file__).parent / "data"
LANGUAGES = ("az", "en", "ru")
TEXTS = ("title", "summary", *PASSPORT)
PLAIN = ("apply_route", "provider")


def load_services(say: Say) -> None:
    for row in _rows(DATA / "life_events.csv"):
        names = {f"name_{language}": row[f"name_{language}"] for language in LANGUAGES}
        LifeEvent.objects.get_or_create(slug=row["slug"], defaults={"order": int(row["order"]), **names})
    load_catalogue(DATA)
    say(_("Services: %(count)s") % {"count": Service.objects.count()})


@transaction.atomic
def load_catalogue(folder: Path) -> None:
    """What a folder ships: passports in `services.csv`, first editions in `editions/<service>.json`.

    All passports come first: the rule of an edition may point to another service.
    """
    for slug, texts in groupby(_rows(folder / "services.csv"), key=itemgetter("slug")):
        _keep_passport(slug, list(texts))
    for path in sorted((folder / "editions").glob("*.json")):
        _keep_edition(Service.objects.get(slug=path.stem), path)


def _keep_passport(slug: str, by_language: list[dict[str, str]]) -> None:
    fields = {f"{name}_{row['language']}": row[name] for row in by_language for name in TEXTS}
    first = by_language[0]
    fields |= {"order": int(first["order"])} | {name: first[name] for name in PLAIN}
    service, is_new = Service.objects.get_or_create(slug=slug, defaults=fields)
    if is_new:
        service.life_events.set(LifeEvent.objects.filter(slug__in=first["life_events"].split("|")))


def _keep_edition(service: Service, path: Path) -> None:
    """Only where nobody has written an edition yet. Raises Refusal when the file cannot be published."""
    if not service.versions.exists():
        values = json.loads(path.read_text(encoding="utf-8"))
        ServiceVersion.objects.create(service=service, number=1, **values).publish(by=None)


def load_retention(say: Say) -> None:
    """How long the law keeps what; what the lawyers of the ministry have corrected stays theirs."""
    for row in _rows(DATA / "retention.csv"):
        given = {"is_kept": row["is_kept"] == "1", "is_assumption": row["is_assumption"] == "1"}
        given |= {"years": int(row["years"]) if row["years"] else None, "article": row["article"]}
        texts = {f"{name}_{each}": row[f"{name}_{each}"] for name in ("law", "why") for each in LANGUAGES}
        RetentionRule.objects.get_or_create(slug=row["slug"], defaults=given | texts)
    say(_("Retention rules: %(count)s") % {"count": RetentionRule.objects.count()})


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


reference_loaders.plug(Loader("services", load_services, order=30))
reference_loaders.plug(Loader("retention", load_retention, order=31))
