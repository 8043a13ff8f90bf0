import rules
from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from eculture.roles import all_permissions


class RegistryConfig(AppConfig):
    name = "registry"
    verbose_name = _("Registry")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from registry.mandates import holds  # noqa: PLC0415 -- models exist only once the apps are loaded

        autodiscover_modules("roles")
        modules: dict[str, set[str]] = {}
        for permission, slugs in all_permissions().items():
            rules.add_perm(permission, holds(slugs))
            modules.setdefault(permission.partition(".")[0], set()).update(slugs)
        for module, slugs in modules.items():
            rules.add_perm(module, holds(frozenset(slugs)))
