from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from eculture.erasure import ANONYMOUS, Portion, portions
from eculture.exports import Whose
from registry.mandates import Mandate


@portions.plug
class Mandates(Portion):
    """By which right somebody acted: what was signed in an office must be explained later."""

    slug = "mandates"
    title = _("Mandates by which you acted for an institution or an office")
    outcome = ANONYMOUS
    name_the_person = True
    since = "since"
    order = 75

    def rows(self, whose: Whose) -> QuerySet:
        return Mandate.objects.filter(user=whose.account)

    def erase(self, whose: Whose) -> None:
        """They point at the number of an account, which has become nobody's."""
