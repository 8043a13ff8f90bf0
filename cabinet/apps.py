from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CabinetConfig(AppConfig):
    name = "cabinet"
    verbose_name = _("Cabinet")

    def ready(self) -> None:
        import_module("cabinet.accounts.adapters")  # what signing in leaves in the journal
        import_module("cabinet.cases.papers")  # why officers may open the papers of a case
