from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cabinet.accounts.passwords import LEAKED, PREFIX, packed


class Command(BaseCommand):
    help = "Builds the offline file of leaked passwords from text lists, one password a line."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("lists", nargs="+", type=Path)

    def handle(self, *args: Any, lists: list[Path], **options: Any) -> None:
        lines = (
            line.rstrip("\r\n") for path in lists for line in path.open(encoding="utf-8", errors="replace")
        )
        LEAKED.write_bytes(packed(lines))
        self.stdout.write(f"{LEAKED.stat().st_size // PREFIX} passwords in {LEAKED.stat().st_size} bytes")
