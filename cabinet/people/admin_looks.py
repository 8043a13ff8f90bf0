"""Pages of the administration that show a person's data and leave a trace."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.admin.utils import unquote
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from cabinet.people.access_log import note_view
from cabinet.people.models import Person

Page = Callable[[], HttpResponse]


class LookedAt:
    """Mixin: whoever opens a row or its history is noted with each person of the row, or sees no page."""

    data = "person"

    def persons_of(self, row: Any) -> Iterable[Person]:
        return (row,)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        page = super().change_view
        return self._noted(request, object_id, self.data, lambda: page(request, object_id, *args, **kwargs))

    def history_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        page = super().history_view
        return self._noted(request, object_id, "history", lambda: page(request, object_id, *args, **kwargs))

    def _noted(self, request: HttpRequest, object_id: str, data: str, page: Page) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        if row is None or request.method != "GET" or not self.has_view_permission(request, row):
            return page()
        with transaction.atomic():
            for person in self.persons_of(row):
                note_view(person, by=request.user, data=data)
            answer = page()
            return answer.render() if hasattr(answer, "render") else answer
