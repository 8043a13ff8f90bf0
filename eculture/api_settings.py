"""Settings of the API, the same everywhere."""

from django.utils.translation import gettext_lazy as _

REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["eculture.rest.NobodyUnlessSaid"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "eculture.rest.Pages",
    "DEFAULT_THROTTLE_CLASSES": ["eculture.rest.AddressThrottle"],
    "DEFAULT_THROTTLE_RATES": {"address": "600/min"},
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "eculture.rest_refusals.answer_refusals",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "e-Culture",
    "DESCRIPTION": _("Open data of the ministry of culture: institutions, schools, programmes, the matrix."),
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {"ApplicabilityEnum": "matrix.api.CLASSES"},
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
}
