"""How the administration looks: unfold in the colours of the house (static/css/admin.css has the values)."""

from typing import Any

from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": _("e-Culture, administration"),
    "SITE_HEADER": _("e-Culture"),
    "SITE_SUBHEADER": _("Administration"),
    "SITE_URL": "/",
    "SITE_ICON": lambda request: static("img/gol-gold.svg"),
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("img/gol.svg")}
    ],
    "SHOW_BACK_BUTTON": False,
    "STYLES": [lambda request: static("css/admin.css")],
    "SCRIPTS": [lambda request: static("js/admin.js")],
    "BORDER_RADIUS": "6px",
    "COMMAND": {"search_models": False, "show_history": False},
    "SIDEBAR": {"show_search": False, "show_all_applications": False},
    "EXTENSIONS": {"modeltranslation": {"flags": {"az": "AZ", "en": "EN", "ru": "RU"}}},
}
