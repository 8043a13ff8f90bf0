"""The addresses as they are where DEMO is set."""

from django.urls import include, path

from eculture.urls import urlpatterns as usual

urlpatterns = [*usual, path("", include("cabinet.payments.demo_bank"))]
handler404 = "eculture.views.not_found"
