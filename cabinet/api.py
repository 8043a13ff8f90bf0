"""Read access to the services and how they do for other systems: what the public pages show, no more."""

from django.urls import path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics, serializers
from rest_framework.permissions import AllowAny

from cabinet.cases.figures import ServiceFigures, ServiceFiguresQuerySet
from cabinet.services.models import PASSPORT, Service, ServiceQuerySet

LANGUAGES = ("az", "en", "ru")
TEXTS = [f"{name}_{language}" for name in ("title", "summary", *PASSPORT) for language in LANGUAGES]


class ServiceSerializer(serializers.ModelSerializer):
    class Meta:
        model = Service
        fields = ["slug", *TEXTS]


class FiguresSerializer(serializers.ModelSerializer):
    """`null` stands for a number under ten, which is not told."""

    service = serializers.SlugRelatedField("slug", read_only=True)
    received = serializers.IntegerField(source="shown.received", allow_null=True)
    decided = serializers.IntegerField(source="shown.decided", allow_null=True)
    median_days = serializers.IntegerField(source="shown.median_days", allow_null=True)
    ninetieth_days = serializers.IntegerField(source="shown.ninetieth_days", allow_null=True)
    late_percent = serializers.IntegerField(source="shown.late_percent", allow_null=True)
    refused_percent = serializers.IntegerField(source="shown.refused_percent", allow_null=True)
    grounds = serializers.SerializerMethodField(help_text=_("code of a ground → how many refusals name it"))

    class Meta:
        model = ServiceFigures
        fields = [
            "service", "since", "until", "received", "decided", "median_days", "ninetieth_days",
            "late_percent", "refused_percent", "grounds",
        ]  # fmt: skip

    def get_grounds(self, row: ServiceFigures) -> dict[str, int]:
        return dict(row.shown.grounds)


class ServicesView:
    permission_classes = [AllowAny]
    serializer_class = ServiceSerializer

    def get_queryset(self) -> ServiceQuerySet:
        return Service.objects.visible_to(self.request.user)


@extend_schema_view(get=extend_schema(summary=_("The services of the ministry with their passports.")))
class ServiceList(ServicesView, generics.ListAPIView):
    """Services, page by page; `next` leads on."""


@extend_schema_view(get=extend_schema(summary=_("One service by its address.")))
class ServiceDetail(ServicesView, generics.RetrieveAPIView):
    """One service with its passport."""

    lookup_field = "slug"


@extend_schema_view(get=extend_schema(summary=_("How the services do: counts, days, refusals.")))
class FiguresList(generics.ListAPIView):
    """Figures of the last year, a row a service; counted every night."""

    permission_classes = [AllowAny]
    serializer_class = FiguresSerializer

    def get_queryset(self) -> ServiceFiguresQuerySet:
        return ServiceFigures.objects.in_the_open()


urlpatterns = [
    path("services/", ServiceList.as_view(), name="api_services"),
    path("services/figures/", FiguresList.as_view(), name="api_figures"),
    path("services/<slug:slug>/", ServiceDetail.as_view(), name="api_service"),
]
