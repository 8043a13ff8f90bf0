"""What becomes of the data of somebody who asks to be forgotten: each app plugs its portions.

A portion knows its rows and how to erase them, or to make them anonymous. Whether it may, and why not, is
said by rules that staff keep as data.
"""

from datetime import date
from typing import Any

from django.db.models import Max, QuerySet

from eculture.exports import Whose
from eculture.refusals import Refusal
from eculture.sockets import Socket

ERASED, ANONYMOUS, KEPT = "erased", "anonymous", "kept"


class Portion:
    """Rows with one fate. `outcome` is what `erase` makes of them; the term of keeping begins at `since`.

    Rows that `name_the_person` keep the person's own data for as long as they are kept.
    """

    slug: str
    title: Any
    outcome = ERASED
    name_the_person = False
    since = ""
    order = 100

    def rows(self, whose: Whose) -> QuerySet:
        raise NotImplementedError

    def erase(self, whose: Whose) -> None:
        raise NotImplementedError

    def refusal(self, whose: Whose) -> Refusal | None:
        """Why nothing of this person may be erased now."""
        return None

    def begins(self, whose: Whose) -> date | None:
        """The day from which the term counts: that of the newest row."""
        newest = (
            self.rows(whose).order_by().aggregate(newest=Max(self.since))["newest"] if self.since else None
        )
        return newest.date() if hasattr(newest, "date") else newest


portions: Socket[Portion] = Socket("title")
