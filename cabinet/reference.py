"""The catalogue of services as it is shipped; what staff have changed since is left alone."""

import csv
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from django.utils.translation import gettext as _

from cabinet.services.models import PASSPORT, Service
from eculture.reference import Loader, Say, reference_loaders

CATALOGUE = Path(__file__).parent / "data" / "services.csv"
TEXTS = ("title", "summary", *PASSPORT)


def load_services(say: Say) -> None:
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for slug, texts in groupby(rows, key=itemgetter("slug")):
        by_language = list(texts)
        fields = {f"{name}_{row['language']}": row[name] for row in by_language for name in TEXTS}
        first = by_language[0]
        fields |= {"order": int(first["order"]), "apply_route": first["apply_route"]}
        Service.objects.get_or_create(slug=slug, defaults=fields)
    say(_("Services: %(count)s") % {"count": Service.objects.count()})


reference_loaders.plug(Loader("services", load_services, order=30))
