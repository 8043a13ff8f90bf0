"""For systems that keep lists of their own: what changed since they asked, and which of ours is meant."""

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from registry import reconcile
from registry.history.changes import Change, asked_number
from registry.search import clean

A_PAGE = 200
QUERIES = {"type": "object", "properties": {"queries": {"type": "string"}}}
OPEN = {"Access-Control-Allow-Origin": "*"}  # anybody's page may ask: nothing here belongs to anyone


def text_parameter(name: str, text: Any) -> OpenApiParameter:
    return OpenApiParameter(name, OpenApiTypes.STR, description=text)


class ChangeSerializer(serializers.ModelSerializer):
    code = serializers.CharField(source="institution.code")
    change = serializers.ChoiceField(list(Change.KINDS), source="kind")
    state = serializers.CharField(source="institution.state", help_text=_("Today’s state."))
    successor = serializers.CharField(
        source="institution.successor.code", default=None, help_text=_("Where its address leads.")
    )

    class Meta:
        model = Change
        fields = ["number", "code", "change", "at", "state", "successor"]


class FeedSerializer(serializers.Serializer):
    changes = ChangeSerializer(many=True)
    next = serializers.CharField(help_text=_("Ask with it as “after” for what comes later."))
    is_last = serializers.BooleanField(help_text=_("Nothing later is known yet."))


class ChangeFeed(APIView):
    """What was entered, changed, closed or withdrawn, in order; `after` leads on from where a reader is."""

    permission_classes = [AllowAny]

    @extend_schema(
        summary=_("Changes of the registry since a reader asked last."),
        parameters=[text_parameter("after", _("“next” of the page before; empty for the beginning"))],
        responses=FeedSerializer,
    )
    def get(self, request: Request) -> Response:
        number = asked_number(request.query_params.get("after", ""))
        rows = list(Change.objects.visible_to(request.user).after(number)[: A_PAGE + 1])
        page = rows[:A_PAGE]
        last = page[-1].number if page else number
        told = {"changes": page, "next": str(last), "is_last": len(rows) <= A_PAGE}
        return Response(FeedSerializer(told).data, headers=OPEN)


class Reconciliation(APIView):
    """The Reconciliation Service API 0.2: without `queries`, what this service is; with them, candidates."""

    permission_classes = [AllowAny]
    parser_classes = [FormParser, MultiPartParser, JSONParser]

    def answer(self, request: Request, asked: Any) -> Response:
        if not asked:
            return Response(reconcile.manifest(), headers=OPEN)
        wishes = reconcile.asked_wishes(str(asked))
        with override("az"):
            told = {key: {"result": reconcile.candidates(wish, request.user)} for key, wish in wishes.items()}
        return Response(told, headers=OPEN)

    @extend_schema(
        summary=_("Lists of others matched to our codes, as OpenRefine does it."),
        parameters=[text_parameter("queries", _("a batch of questions as JSON, at most 50"))],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request) -> Response:
        return self.answer(request, request.query_params.get("queries"))

    @extend_schema(
        summary=_("Lists of others matched to our codes, as OpenRefine does it."),
        request={"application/x-www-form-urlencoded": QUERIES},
        responses=OpenApiTypes.OBJECT,
    )
    def post(self, request: Request) -> Response:
        return self.answer(request, request.data.get("queries") if hasattr(request.data, "get") else None)


class Suggestion(APIView):
    """Institutions whose names begin with what is typed, for the fields of OpenRefine."""

    permission_classes = [AllowAny]

    @extend_schema(
        summary=_("Institutions whose names begin so."),
        parameters=[text_parameter("prefix", _("the beginning of a name"))],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request) -> Response:
        text = clean(request.query_params.get("prefix", ""))
        with override("az"):
            found = reconcile.beginning_with(text, request.user)
            told = [{"id": row.code, "name": row.name_az, "description": row.place.name} for row in found]
        return Response({"result": told}, headers=OPEN)


urlpatterns = [
    path("institutions/changes/", ChangeFeed.as_view(), name="api_changes"),
    path("reconcile/", Reconciliation.as_view(), name="api_reconcile"),
    path("reconcile/suggest/", Suggestion.as_view(), name="api_suggest"),
]
