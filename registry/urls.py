from django.urls import path, re_path

from registry import country_views, views
from registry.buildings import views as buildings
from registry.care import views as care
from registry.hours import views as hours
from registry.releases import views as releases

app_name = "registry"
ONE = "institutions/(?P<code>AZ-[A-Z]{3}-[0-9]{6})/"
urlpatterns = [
    path("institutions/", views.institutions, name="institutions"),
    path("institutions/list.csv", views.download, name="download"),
    path("institutions/points.geojson", views.points, name="points"),
    path("institutions/districts.geojson", views.districts, name="districts"),
    path("institutions/changes/", country_views.changed, name="changes"),
    path("institutions/territories/", country_views.territories, name="territories"),
    path("institutions/territories/<slug:code>/", country_views.territory, name="territory"),
    path("institutions/events/<int:pk>/annulment/", views.annulment, name="annulment"),
    path("institutions/care/", care.care, name="care"),
    path("institutions/data/", releases.open_data, name="open_data"),
    path("institutions/data/catalog.jsonld", releases.catalog, name="catalog"),
    path("institutions/data/<str:day>/<str:name>", releases.release_file, name="release_file"),
    path("institutions/acts/<int:pk>/", views.act, name="act"),
    re_path(rf"^{ONE}$", views.institution, name="institution"),
    re_path(rf"^{ONE}extract/$", views.extract_of, name="extract"),
    re_path(rf"^{ONE}care/$", care.care_of, name="care_of"),
    re_path(rf"^{ONE}care/proposals/$", care.proposals, name="care_proposals"),
    re_path(rf"^{ONE}care/proposals/(?P<pk>[0-9]+)/withdrawal/$", care.withdrawal, name="care_withdrawal"),
    re_path(rf"^{ONE}care/figures/$", care.figures, name="care_figures"),
    re_path(rf"^{ONE}care/hours/$", hours.hours, name="care_hours"),
    re_path(rf"^{ONE}care/hours/days/(?P<pk>[0-9]+)/removal/$", hours.special_day, name="care_special_day"),
    re_path(rf"^{ONE}care/accessibility/$", buildings.accessibility, name="care_accessibility"),
    re_path(rf"^{ONE}care/confirmations/$", care.confirmation, name="care_confirmation"),
    re_path(
        rf"^{ONE}(?P<noun>{'|'.join(views.DEEDS)})/$",
        views.move,
        name="move",
    ),
]
