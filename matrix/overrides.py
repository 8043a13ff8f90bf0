"""Where the ministry knows better than the formula: a cell decided by hand, with a reason, in the open."""

from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eculture import journal
from eculture.lifecycle import Lifecycle, Move, move
from eculture.refusals import Refusal
from matrix.formulas.applicability import Applicability

APPLICABILITIES = {
    Applicability.REQUIRED.value: _("required"),
    Applicability.RECOMMENDED.value: _("recommended"),
    Applicability.OPTIONAL.value: _("optional"),
    Applicability.NOT_APPLICABLE.value: _("not applicable"),
}
WRITE_THE_REASON = _("Write the reason: everyone will read it beside the cell.")


class CellOverrideQuerySet(models.QuerySet["CellOverride"]):
    def live(self) -> "CellOverrideQuerySet":
        return self.filter(state="live")


class CellOverride(Lifecycle):
    """The ministry's own class for one cell; the computed one stays visible beside it."""

    STATES = {"live": _("in force"), "withdrawn": _("withdrawn")}
    MOVES = {"withdraw": Move(("live",), "withdrawn")}
    DEEDS = {
        "override": pgettext_lazy("deed", "Cell decided"),
        "withdraw": pgettext_lazy("deed", "Decision withdrawn"),
    }

    cluster = models.ForeignKey(
        "registry.Cluster", models.PROTECT, related_name="+", verbose_name=_("cluster")
    )
    module = models.ForeignKey(
        "matrix.Module", models.PROTECT, related_name="overrides", verbose_name=_("module")
    )
    applicability = models.CharField(_("applicability"), max_length=16, choices=APPLICABILITIES)
    reason = models.TextField(_("reason"), help_text=_("Everyone can read it on the page of the cell."))
    state = models.CharField(_("state"), max_length=16, choices=STATES, default="live", editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("decided by"),
    )
    at = models.DateTimeField(_("decided at"), db_default=Now(), editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)

    objects = CellOverrideQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision on a cell")
        verbose_name_plural = _("decisions on cells")
        ordering = ["-at"]
        permissions = [("override_cell", _("Can decide a cell of the matrix"))]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "module"], condition=Q(state="live"), name="override_one_in_force_per_cell"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="override_has_a_reason"),
            models.CheckConstraint(
                condition=Q(applicability__in=list(APPLICABILITIES)), name="override_applicability_known"
            ),
            models.CheckConstraint(
                condition=Q(state="live", withdrawn_at=None)
                | Q(state="withdrawn", withdrawn_at__isnull=False),
                name="override_withdrawn_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cluster} × {self.module}: {self.get_applicability_display()}"

    @move
    def withdraw(self, *, by: Any) -> None:
        self.withdrawn_at = timezone.now()


@transaction.atomic
def override(*, cluster: Any, module: Any, applicability: str, reason: str, by: Any) -> CellOverride:
    """Decide a cell; an earlier decision is withdrawn and stays on record."""
    if not reason.strip():
        raise Refusal(WRITE_THE_REASON, code="no_reason", field="reason")
    # The row of the module is the lock: two officers deciding one cell come one after the other.
    type(module).objects.select_for_update().get(pk=module.pk)
    for earlier in CellOverride.objects.live().filter(cluster=cluster, module=module):
        earlier.withdraw(by=by, reason=reason)
    answer = CellOverride.objects.create(
        cluster=cluster, module=module, applicability=applicability, reason=reason.strip(), by=by
    )
    journal.record(
        "override", on=answer, by=by, reason=answer.reason, after={"applicability": str(answer.applicability)}
    )
    return answer
