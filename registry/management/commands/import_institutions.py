from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from eculture.refusals import Refusal
from registry.intake.load import counted, lines, load

LARGEST = 12 * 1024 * 1024


class Command(BaseCommand):
    help = "Loads a list of institutions (XLSX, XLS, ODS or CSV) and says of each row what became of it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="try everything, write nothing")
        parser.add_argument(
            "--source", default="", help="the name of the list; by default the name of the file"
        )
        parser.add_argument(
            "--language", default="en", choices=("az", "en", "ru"), help="language of the result"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            try:
                self.stdout.write(self.result(options["file"], options["source"], options["dry_run"]))
            except Refusal as refusal:
                raise CommandError(str(refusal)) from refusal

    def result(self, file: Path, source: str, dry_run: bool) -> str:
        try:
            if file.stat().st_size > LARGEST:
                raise CommandError("The file is larger than 12 MB. Divide it.")
            outcomes = load(file.name, file.read_bytes(), by=None, source=source, dry_run=dry_run)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        summary = ", ".join(f"{verdict}: {number}" for verdict, number in counted(outcomes).items())
        ending = " Nothing has been written." if dry_run else ""
        return "\n".join([*lines(outcomes), f"{summary}.{ending}"])
