"""Read access to the registry for other systems: what the public pages show, no more."""

from datetime import date

from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import generics, serializers
from rest_framework.permissions import AllowAny

from registry.api_sharing import urlpatterns as sharing
from registry.buildings.accessibility import asked_persona, easy_for
from registry.history.acts import LegalAct
from registry.history.days import asked_day
from registry.history.events import EventQuerySet, LifecycleEvent
from registry.history.versions import InstitutionVersion
from registry.identifiers import SCHEMES, told_identifiers
from registry.institutions import Institution
from registry.narrowing import AROUND, Narrowing, asked_near
from registry.search import clean
from registry.territory import Unit

FILTERS = {
    "q": _("words in any spelling"),
    "kind": _("code of a kind"),
    "cluster": _("code of a cluster"),
    "region": _("code of an economic region"),
    "unit": _("code of a district or city"),
    "state": _("active, suspended, displaced or closed"),
    "parent": _("registry code of the institution whose branches are asked for"),
    "near": _("latitude,longitude: at most 25 km from there"),
    "access": _("visitors for whom the main building is easy: wheelchair, walker, stroller and others"),
    "as_of": _("a day up to today, as 2019-12-31: the registry as it was on that day"),
}
NARROWER = {
    "q": lambda found, text: found.search(text),
    "kind": lambda found, code: found.of_kinds([code]),
    "cluster": lambda found, code: found.of_cluster(code),
    "region": lambda found, code: found.in_region(code),
    "unit": lambda found, code: found.in_unit(code),
    "state": lambda found, state: found.filter(state=state),
    "parent": lambda found, code: found.of_parent(code),
    "near": lambda found, place: found.near(*asked_near(place), km=AROUND),
    "access": lambda found, word: found.filter(easy_for(asked_persona(word), f"{found.subject}pk")),
    "as_of": lambda found, _day: found,
}
PARAMETERS = [OpenApiParameter(name, OpenApiTypes.STR, description=text) for name, text in FILTERS.items()]


class PlaceSerializer(serializers.ModelSerializer):
    region = serializers.SlugRelatedField("code", read_only=True, allow_null=True)

    class Meta:
        model = Unit
        fields = ["code", "kind", "name_az", "name_en", "name_ru", "region"]


class IdentifierSerializer(serializers.Serializer):
    """What another register calls it."""

    scheme = serializers.ChoiceField(choices=list(SCHEMES))
    value = serializers.CharField()


class InstitutionSerializer(serializers.ModelSerializer):
    kind = serializers.SlugRelatedField("code", read_only=True)
    cluster = serializers.CharField(source="kind.cluster.code", read_only=True)
    registered_unit = PlaceSerializer(read_only=True)
    operating_unit = PlaceSerializer(read_only=True, allow_null=True)
    successor = serializers.SlugRelatedField("code", read_only=True, allow_null=True)
    parent = serializers.SlugRelatedField("code", read_only=True, allow_null=True)
    figures = serializers.DictField(child=serializers.IntegerField(), read_only=True)
    identifiers = IdentifierSerializer(many=True, read_only=True)

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
            "parent",
            "supervisor",
            "honour",
            "figures",
            "identifiers",
            "website",
            "phone",
            "source",
            "source_url",
            "updated_at",
        ]


class VersionSerializer(InstitutionSerializer):
    """An institution as it was on a day, under the same names."""

    code = serializers.CharField(source="institution.code", read_only=True)
    updated_at = serializers.DateTimeField(source="recorded_at", read_only=True)

    class Meta(InstitutionSerializer.Meta):
        model = InstitutionVersion


class ActSerializer(serializers.ModelSerializer):
    class Meta:
        model = LegalAct
        fields = ["kind", "number", "on", "link"]


class EventSerializer(serializers.ModelSerializer):
    """What happened; `institutions`: registry code → its part, `subject` or `heir`."""

    act = ActSerializer(read_only=True, allow_null=True)
    institutions = serializers.SerializerMethodField()

    class Meta:
        model = LifecycleEvent
        fields = [
            "id",
            "kind",
            "on",
            "precision",
            "act",
            "reason",
            "recorded_at",
            "voided_at",
            "institutions",
        ]

    @extend_schema_field({"type": "object", "additionalProperties": {"enum": ["subject", "heir"]}})
    def get_institutions(self, event: LifecycleEvent) -> dict[str, str]:
        return {effect.institution.code: effect.role for effect in event.effects.all()}


class InstitutionsView:
    permission_classes = [AllowAny]

    @property
    def day(self) -> date | None:
        return asked_day(clean(self.request.query_params.get("as_of", "")))

    def get_serializer_class(self) -> type[InstitutionSerializer]:
        if getattr(self, "swagger_fake_view", False) or self.day is None:
            return InstitutionSerializer
        return VersionSerializer

    def get_queryset(self) -> Narrowing:
        user, day = self.request.user, self.day
        if day is None:
            found: Narrowing = Institution.objects.visible_to(user).of_record()
        else:
            found = InstitutionVersion.objects.visible_to(user).of_record().on(day)
        told = told_identifiers(day or timezone.localdate(), f"{found.subject}pk")
        return found.with_labels().select_related("successor", "parent").annotate(identifiers=told)


@extend_schema_view(get=extend_schema(summary=_("The institutions of the registry."), parameters=PARAMETERS))
class InstitutionList(InstitutionsView, generics.ListAPIView):
    """Institutions, page by page; `next` leads on."""

    def filter_queryset(self, queryset: Narrowing) -> Narrowing:
        for name in FILTERS:
            asked = clean(self.request.query_params.get(name, ""))
            queryset = NARROWER[name](queryset, asked) if asked else queryset
        return queryset


AS_OF = [one for one in PARAMETERS if one.name == "as_of"]


@extend_schema_view(get=extend_schema(summary=_("One institution by its registry code."), parameters=AS_OF))
class InstitutionDetail(InstitutionsView, generics.RetrieveAPIView):
    """One institution by its registry code; one that was closed names its successor."""

    lookup_url_kwarg = "code"

    @property
    def lookup_field(self) -> str:
        return "code" if self.day is None else "institution__code"


@extend_schema_view(get=extend_schema(summary=_("What happened to an institution, by which acts.")))
class InstitutionHistory(generics.ListAPIView):
    """The events of an institution in the order they were recorded, with those that were struck out."""

    permission_classes = [AllowAny]
    serializer_class = EventSerializer

    def get_queryset(self) -> EventQuerySet:
        institution = get_object_or_404(
            Institution.objects.visible_to(self.request.user), code=self.kwargs["code"]
        )
        return LifecycleEvent.objects.visible_to(self.request.user).of(institution).in_full()


urlpatterns = [
    *sharing,
    path("institutions/", InstitutionList.as_view(), name="api_institutions"),
    path("institutions/<str:code>/history/", InstitutionHistory.as_view(), name="api_institution_history"),
    path("institutions/<str:code>/", InstitutionDetail.as_view(), name="api_institution"),
]
