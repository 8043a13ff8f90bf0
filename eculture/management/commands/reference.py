from typing import Any

from django.core.management.base import BaseCommand

from eculture.reference import reference_loaders


class Command(BaseCommand):
    help = "Writes reference data of every app; a second run changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        for loader in reference_loaders:
            loader.load(self.stdout.write)
