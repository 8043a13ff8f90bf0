"""Read access to the registry for other systems: what the public pages show, no more."""

from django.urls import path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import generics, serializers
from rest_framework.permissions import AllowAny

from registry.institutions import Institution, InstitutionQuerySet
from registry.search import clean
from registry.territory import Unit

FILTERS = {
    "q": _("words in any spelling"),
    "kind": _("code of a kind"),
    "cluster": _("code of a cluster"),
    "region": _("code of an economic region"),
    "unit": _("code of a district or city"),
    "state": _("active, suspended, displaced or closed"),
}
NARROWER = {
    "q": lambda found, text: found.search(text),
    "kind": lambda found, code: found.of_kinds([code]),
    "cluster": lambda found, code: found.of_cluster(code),
    "region": lambda found, code: found.in_region(code),
    "unit": lambda found, code: found.in_unit(code),
    "state": lambda found, state: found.filter(state=state),
}
PARAMETERS = [OpenApiParameter(name, OpenApiTypes.STR, description=text) for name, text in FILTERS.items()]


class PlaceSerializer(serializers.ModelSerializer):
    region = serializers.SlugRelatedField("code", read_only=True, allow_null=True)

    class Meta:
        model = Unit
        fields = ["code", "kind", "name_az", "name_en", "name_ru", "region"]


class InstitutionSerializer(serializers.ModelSerializer):
    kind = serializers.SlugRelatedField("code", read_only=True)
    cluster = serializers.CharField(source="kind.cluster.code", read_only=True)
    registered_unit = PlaceSerializer(read_only=True)
    operating_unit = PlaceSerializer(read_only=True, allow_null=True)
    successor = serializers.SlugRelatedField("code", read_only=True, allow_null=True)

    class Meta:
        model = Institution
        fields = [
            "code",
            "kind",
            "cluster",
            "name_az",
            "name_en",
            "name_ru",
            "short_name",
            "registered_unit",
            "operating_unit",
            "address",
            "lat",
            "lon",
            "founded",
            "state",
            "closed_on",
            "successor",
            "website",
            "phone",
            "source",
            "source_url",
            "updated_at",
        ]


class InstitutionsView:
    permission_classes = [AllowAny]
    serializer_class = InstitutionSerializer

    def get_queryset(self) -> InstitutionQuerySet:
        return Institution.objects.visible_to(self.request.user).with_labels().select_related("successor")


@extend_schema_view(get=extend_schema(summary=_("The institutions of the registry."), parameters=PARAMETERS))
class InstitutionList(InstitutionsView, generics.ListAPIView):
    """Institutions, page by page; `next` leads on."""

    def filter_queryset(self, queryset: InstitutionQuerySet) -> InstitutionQuerySet:
        for name in FILTERS:
            asked = clean(self.request.query_params.get(name, ""))
            queryset = NARROWER[name](queryset, asked) if asked else queryset
        return queryset


@extend_schema_view(get=extend_schema(summary=_("One institution by its registry code.")))
class InstitutionDetail(InstitutionsView, generics.RetrieveAPIView):
    """One institution by its registry code."""

    lookup_field = "code"


urlpatterns = [
    path("institutions/", InstitutionList.as_view(), name="api_institutions"),
    path("institutions/<str:code>/", InstitutionDetail.as_view(), name="api_institution"),
]
