"""Read access to the matrix for other systems: the answers of all cells, and one cell with its derivation."""

from typing import Any

from django.http import Http404
from django.urls import path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from matrix.crossing import Cell, cross
from matrix.formulas.applicability import Applicability, Basis
from matrix.models import ModuleDependency

CLASSES = [applicability.value for applicability in Applicability]


class NamedSerializer(serializers.Serializer):
    code = serializers.CharField()
    name_az = serializers.CharField()
    name_en = serializers.CharField(allow_null=True)
    name_ru = serializers.CharField(allow_null=True)


class CellSerializer(serializers.Serializer):
    """`applicability` holds, `computed` is what the formula says. Null, unlike 0: nothing to count."""

    cluster = NamedSerializer()
    module = NamedSerializer()
    applicability = serializers.ChoiceField(CLASSES, allow_null=True)
    computed = serializers.ChoiceField(CLASSES, allow_null=True)
    value = serializers.DecimalField(5, 4, source="derivation.value", allow_null=True)
    is_overridden = serializers.BooleanField()
    page = serializers.CharField(source="get_absolute_url")


class CellsSerializer(serializers.Serializer):
    next = serializers.URLField(allow_null=True, help_text="Always null: the matrix comes in one page.")
    previous = serializers.URLField(allow_null=True)
    results = CellSerializer(many=True)


class StepSerializer(serializers.Serializer):
    trait = NamedSerializer()
    is_gate = serializers.BooleanField(source="step.rule.is_must")
    having = serializers.IntegerField(source="step.share.having")
    of = serializers.IntegerField(source="step.share.of")
    share = serializers.DecimalField(5, 4, source="step.share.value")
    weight = serializers.DecimalField(5, 4, source="step.rule.weight")
    effect = serializers.DecimalField(5, 4, source="step.effect")
    factor = serializers.DecimalField(5, 4, source="step.factor")


class OverrideSerializer(serializers.Serializer):
    applicability = serializers.ChoiceField(CLASSES)
    reason = serializers.CharField()
    at = serializers.DateTimeField()


class PrerequisiteSerializer(serializers.Serializer):
    module = serializers.CharField(source="cell.module.code")
    min_level = serializers.IntegerField()
    counts = serializers.BooleanField()


class DerivedCellSerializer(CellSerializer):
    basis = serializers.ChoiceField([basis.value for basis in Basis], source="derivation.basis")
    institutions = serializers.IntegerField(source="cluster.institutions")
    steps = StepSerializer(source="lines", many=True)
    product = serializers.DecimalField(5, 4, source="derivation.product", allow_null=True)
    override = OverrideSerializer(allow_null=True)
    prerequisites = serializers.SerializerMethodField()

    @extend_schema_field(PrerequisiteSerializer(many=True))
    def get_prerequisites(self, cell: Cell) -> Any:
        return PrerequisiteSerializer(self.context["needs"], many=True).data


class MatrixView(APIView):
    permission_classes = [AllowAny]

    @extend_schema(
        summary=_("Every cluster with every module."), responses=CellsSerializer, operation_id="matrix_list"
    )
    def get(self, request: Request) -> Response:
        cells = CellSerializer(list(cross()), many=True).data
        return Response({"next": None, "previous": None, "results": cells})


class MatrixCellView(APIView):
    permission_classes = [AllowAny]

    @extend_schema(
        summary=_("One cell and how its value comes about."),
        responses=DerivedCellSerializer,
        operation_id="matrix_cell",
    )
    def get(self, request: Request, cluster: str, module: str) -> Response:
        crossing = cross()
        cell = crossing.cells.get((cluster, module))
        if cell is None:
            raise Http404
        needs = crossing.needed_by(cell, ModuleDependency.objects.around(cell.module))
        return Response(DerivedCellSerializer(cell, context={"needs": needs}).data)


urlpatterns = [
    path("matrix/", MatrixView.as_view(), name="api_matrix"),
    path("matrix/<str:cluster>/<str:module>/", MatrixCellView.as_view(), name="api_matrix_cell"),
]
