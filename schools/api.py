"""Read access to schools and programmes for other systems: what the public pages show, no more."""

from django.urls import path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import generics, serializers
from rest_framework.permissions import AllowAny

from schools.listing import Filters
from schools.org.models import Programme, ProgrammeQuerySet, School, SchoolQuerySet, Specialty

FILTERS = {
    "q": _("words in any spelling"),
    "specialty": _("code of a specialty"),
    "unit": _("code of a district or city"),
}
PARAMETERS = [OpenApiParameter(name, OpenApiTypes.STR, description=text) for name, text in FILTERS.items()]


class SpecialtySerializer(serializers.ModelSerializer):
    class Meta:
        model = Specialty
        fields = ["code", "direction", "name_az", "name_en", "name_ru"]


class ProgrammeSerializer(serializers.ModelSerializer):
    specialty = SpecialtySerializer(read_only=True)

    class Meta:
        model = Programme
        fields = ["code", "specialty", "years"]


class SchoolSerializer(serializers.ModelSerializer):
    code = serializers.CharField(source="institution.code", read_only=True)
    name_az = serializers.CharField(source="institution.name_az", read_only=True)
    name_en = serializers.CharField(source="institution.name_en", read_only=True)
    unit = serializers.CharField(source="unit.code", read_only=True)
    address = serializers.CharField(source="institution.address", read_only=True)
    programmes = serializers.SlugRelatedField("code", many=True, read_only=True)

    class Meta:
        model = School
        fields = ["code", "name_az", "name_en", "unit", "address", "programmes"]


class SchoolsView:
    permission_classes = [AllowAny]
    serializer_class = SchoolSerializer

    def get_queryset(self) -> SchoolQuerySet:
        return School.objects.visible_to(self.request.user).with_names().prefetch_related("programmes")


@extend_schema_view(
    get=extend_schema(summary=_("Music and arts schools that work today."), parameters=PARAMETERS)
)
class SchoolList(SchoolsView, generics.ListAPIView):
    """Schools that work today, page by page; `next` leads on."""

    def filter_queryset(self, queryset: SchoolQuerySet) -> SchoolQuerySet:
        filters = Filters.of(self.request.query_params)
        return queryset.filter(pk__in=filters.schools(self.request.user).order_by().values("pk"))


@extend_schema_view(get=extend_schema(summary=_("One school by its registry code.")))
class SchoolDetail(SchoolsView, generics.RetrieveAPIView):
    """One school by its registry code."""

    lookup_field = "institution__code"
    lookup_url_kwarg = "code"


@extend_schema_view(get=extend_schema(summary=_("Programmes of study with their specialties.")))
class ProgrammeList(generics.ListAPIView):
    """Programmes of study with their specialties."""

    permission_classes = [AllowAny]
    serializer_class = ProgrammeSerializer

    def get_queryset(self) -> ProgrammeQuerySet:
        return Programme.objects.with_specialty()


urlpatterns = [
    path("schools/", SchoolList.as_view(), name="api_schools"),
    path("schools/<str:code>/", SchoolDetail.as_view(), name="api_school"),
    path("programmes/", ProgrammeList.as_view(), name="api_programmes"),
]
