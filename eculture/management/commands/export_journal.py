import json
from typing import Any

from django.core.management.base import BaseCommand

from eculture import sealing


class Command(BaseCommand):
    help = "Writes the sealed journal as one JSON object a line, for `python eculture/seals.py FILE`."

    def handle(self, **options: Any) -> None:
        for item in sealing.items():
            self.stdout.write(json.dumps(item, ensure_ascii=False))
