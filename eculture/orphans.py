"""Files that no row names: their transaction did not end well. Kept in folders by day, swept at night."""

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.utils import timezone

SWEPT_FROM, SWEPT_TO = timedelta(days=2), timedelta(days=32)


def sweep(model: type[models.Model], *, field: str = "file", today: date | None = None) -> int:
    """Remove the orphans of a FileField whose `upload_to` names the day, two days after at the earliest.

    Answers how many. A file comes before its row, so that a row never lacks one.
    """
    where = model._meta.get_field(field)
    last = (today or timezone.localdate()) - SWEPT_FROM
    removed = 0
    for back in range((SWEPT_TO - SWEPT_FROM).days):
        folder = (last - timedelta(days=back)).strftime(where.upload_to)
        names = {folder + name for name in _files_in(where.storage, folder)}
        known = model._base_manager.filter(**{f"{field}__in": names}).values_list(field, flat=True)
        orphans = names - set(known)
        for name in orphans:
            where.storage.delete(name)
        removed += len(orphans)
    return removed


def _files_in(storage: Any, folder: str) -> list[str]:
    try:
        return storage.listdir(folder)[1]
    except FileNotFoundError:
        return []
