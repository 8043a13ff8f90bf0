from typing import Any

from django.core.management.base import BaseCommand

from eculture import catalogue


class Command(BaseCommand):
    help = "Brings the catalogues in locale/ up to the messages of the code and the templates."

    def handle(self, *args: Any, **options: Any) -> None:
        words = catalogue.wanted()
        for language in catalogue.LANGUAGES:
            missing = catalogue.write(language, words)
            self.stdout.write(f"{language}: {len(words)} messages, {missing} to translate")
