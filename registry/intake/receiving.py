"""A list comes in, and what was typed in it goes again when it is not needed."""

from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eculture.loads import MAX_BYTES, too_big
from eculture.refusals import Refusal
from registry.intake.imports import ImportLoad, ImportRow
from registry.intake.senders import Sender
from registry.intake.table import HEADER_WITHIN, below, is_total, table_of


def receive(*, sender: str, name: str, content: bytes, by: Any) -> ImportLoad:
    """Keep the rows of a list as they were typed; its columns are guessed, or known from the sender."""
    if not sender.strip():
        raise Refusal(_("Write who sent the list."), code="no_sender", field="sender")
    if len(content) > MAX_BYTES:
        raise too_big(len(content))
    with transaction.atomic():
        known, _is_new = Sender.objects.get_or_create(name=sender.strip()[:120])
        table = table_of(name, content, known.columns)
        load = ImportLoad.objects.create(
            sender=known,
            file_name=name[-120:],
            sha256=sha256(content).hexdigest(),
            loaded_by=by,
            head=table.sheet[:HEADER_WITHIN],
            header=table.header,
            columns={str(place): field for place, field in table.columns.items()},
            constants=known.constants,
        )
        rows = (
            ImportRow(load=load, row=number, cells=cells, verdict="total" if is_total(cells) else "")
            for number, cells in below(table.sheet, -1)
        )
        ImportRow.objects.bulk_create(rows, batch_size=1000)
    return load


def forget_cells(*, after: Any) -> int:
    """Lists may hold more than the registry keeps: what was typed is forgotten when it is not needed."""
    ended = ImportLoad.objects.filter(state__in=("applied", "undone"), loaded_at__lt=timezone.now() - after)
    return ImportRow.objects.filter(load__in=ended).exclude(cells=[]).update(cells=[])
