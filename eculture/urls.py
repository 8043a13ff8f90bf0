"""The table of contents of the site; apps are named by string, none is imported."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from eculture import demo_entrance, health, views

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("api/v1/", include("registry.api")),
    path("api/v1/", include("cabinet.api")),
    path("api/v1/", include("schools.api")),
    path("api/v1/", include("matrix.api")),
]

urlpatterns += i18n_patterns(
    path("", views.home, name="home"),
    path("ui/", views.gallery, name="gallery"),
    path("api/docs/", views.api_docs, name="api_docs"),
    path("help/", views.page, {"name": "help"}, name="help"),
    path("accessibility/", views.page, {"name": "accessibility"}, name="accessibility"),
    path("privacy/", views.page, {"name": "privacy"}, name="privacy"),
    path("system/", views.system, name="system"),
    path("", include("registry.urls")),
    path("", include("cabinet.urls")),
    path("", include("schools.urls")),
    path("", include("matrix.urls")),
    path("accounts/", include("allauth.urls")),
    path(settings.ADMIN_PATH, admin.site.urls),
    prefix_default_language=False,
)

if settings.DEMO:
    urlpatterns += i18n_patterns(
        *demo_entrance.urlpatterns,
        path("", include("cabinet.payments.demo_bank")),
        prefix_default_language=False,
    )

handler400 = "eculture.views.bad_request"
handler403 = "eculture.views.forbidden"
handler404 = "eculture.views.not_found"
handler500 = "eculture.views.broken"
