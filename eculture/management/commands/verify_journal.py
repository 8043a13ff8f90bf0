from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from eculture import sealing
from eculture.sealing import JournalSeal


class Command(BaseCommand):
    help = "Checks the whole chain of the journal; exit code 1 and the first broken place if it is broken."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--known", help="NUMBER:SHA256 of a seal that was noted outside the portal")

    def handle(self, *, known: str | None = None, **options: Any) -> None:
        number, _colon, sha256 = (known or "").partition(":")
        if known and not JournalSeal.objects.filter(number=int(number), sha256=sha256).exists():
            raise CommandError(f"seal {number}: it is not the one that was noted")
        found = sealing.verify(anew=True)
        if found.fault:
            raise CommandError(found.fault)
        self.stdout.write(f"The chain holds: {found.entries} entries up to {found.number}:{found.sha256}")
