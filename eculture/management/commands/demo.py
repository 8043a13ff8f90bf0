from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from eculture.models import User
from eculture.reference import demo_accounts, demo_loaders, endings, national_loaders


class Command(BaseCommand):
    help = "Loads invented data: one region's story, or with --national the country of the 2025 campaign."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--national", action="store_true", help="the size of the country, a few minutes")
        parser.add_argument("--whole", action="store_true", help="walks what is under way to its end")
        parser.add_argument("--accounts", action="store_true", help="only print the demo accounts")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:  # production excludes it
            raise CommandError("Set DEMO=1: it marks every page as a demo, and production refuses it.")
        if not options["accounts"]:
            self.load(demo_loaders)
        if options["national"]:
            self.load(national_loaders)
        if options["whole"]:
            self.load(endings)
        self.introduce()

    def load(self, loaders: Any) -> None:
        with translation.override(settings.LANGUAGE_CODE):
            for loader in loaders:
                loader.load(self.stdout.write)

    def introduce(self) -> None:
        present = set(User.objects.filter(is_demo=True).values_list("email", flat=True))
        with translation.override("en"):
            for account in demo_accounts:
                if account.email in present:
                    self.stdout.write(f"  {account.title!s:<22} {account.email}")
