"""`manage.py draw`: write the static pictures anew from eculture/ornament.py (a test keeps them equal)."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from eculture.ornament import pictures


class Command(BaseCommand):
    help = "Draws static/img anew from eculture/ornament.py."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for name, picture in pictures().items():
            (settings.BASE_DIR / "static" / "img" / name).write_text(picture)
            self.stdout.write(name)
