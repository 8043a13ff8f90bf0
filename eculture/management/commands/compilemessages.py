from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from eculture import catalogue


class Command(BaseCommand):
    help = "Compiles the catalogues in locale/; with --strict fails when one is incomplete."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--strict", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["strict"]:
            words = catalogue.wanted()
            faults = [
                fault for language in catalogue.LANGUAGES for fault in catalogue.faults(language, words)
            ]
            if faults:
                raise CommandError(
                    "\n".join([*faults, f"{len(faults)} faults: run makemessages and translate."])
                )
        for language in catalogue.LANGUAGES:
            catalogue.compile_catalogue(language)
