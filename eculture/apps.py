from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from eculture import queries  # noqa: F401 -- teaches the fields a lookup

SOCKETS = ("roles", "notices", "sections", "reports", "exports", "erasure", "reference", "demo", "finders")
SOCKETS += ("payables",)


class EcultureConfig(AppConfig):
    default = True
    name = "eculture"
    verbose_name = _("Foundations")

    def ready(self) -> None:
        autodiscover_modules(*SOCKETS)


class AdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "eculture.admin.Site"
