"""A list that was sent: columns agreed, rows looked at, repairs accepted; then written, or undone."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eculture import jobs
from eculture.lifecycle import Move, move
from eculture.loads import FileLoad, FileRow, FileRowQuerySet
from eculture.refusals import Refusal
from eculture.sheets import tidy
from registry.history.events import Effect, LifecycleEvent
from registry.history.record import void
from registry.institutions import Institution
from registry.intake.findings import CAUSES, PROBLEMS, REMARKS
from registry.intake.senders import Sender
from registry.intake.table import (
    FIELDS,
    LABELS,
    Row,
    guessed,
    labels,
    named,
)

CHECKS, WRITES, UNDOES = "import-check", "import-writing", "import-undoing"
NEEDED = ("name_az", "kind", "unit")
WRITTEN = ("new", "changed", "same")
OWN = ("effects", "versions", "external_ids", "history", "feed")
NAMED = 10  # so many institutions a refusal names


class ImportLoadQuerySet(models.QuerySet["ImportLoad"]):
    def visible_to(self, user: Any) -> "ImportLoadQuerySet":
        return self if user.has_perm("registry.view_importload") else self.none()


class ImportLoad(FileLoad):
    """A list of institutions. `columns`: place of a column → field; `constants`: the same for every row."""

    JOB = WRITES
    STATES = {
        "naming": _("columns to be named"),
        "checking": _("being checked"),
        **FileLoad.STATES,
        "undone": _("undone"),
    }
    MOVES = FileLoad.MOVES | {
        "examine": Move(("naming", "checking", "previewed"), "checking"),
        "show": Move(("checking",), "previewed"),
        "discard": Move(("naming", "checking", "previewed", "applying"), "discarded"),
        "undo": Move(("applied",), "undone", needs_reason=True),
    }
    DEEDS = {
        "examine": pgettext_lazy("deed", "Columns agreed, check asked for"),
        "show": pgettext_lazy("deed", "Checked"),
        "begin": pgettext_lazy("deed", "Writing begun"),
        "finish": pgettext_lazy("deed", "Written"),
        "discard": pgettext_lazy("deed", "Discarded"),
        "undo": pgettext_lazy("deed", "Undone"),
    }

    sender = models.ForeignKey(
        Sender, models.PROTECT, related_name="loads", verbose_name=_("sender"), editable=False
    )
    state = models.CharField(_("state"), max_length=16, choices=STATES, default="naming", editable=False)
    head = models.JSONField(default=list, editable=False)
    header = models.PositiveSmallIntegerField(_("row of the header"), default=0, editable=False)
    columns = models.JSONField(_("columns"), default=dict, editable=False)
    constants = models.JSONField(_("the same for every row"), default=dict, editable=False)

    objects = ImportLoadQuerySet.as_manager()

    class Meta(FileLoad.Meta):
        verbose_name = _("list of institutions")
        verbose_name_plural = _("lists of institutions")
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="applying"), name="one_list_is_written_at_a_time"
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("admin:registry_import", args=[self.pk])

    @cached_property
    def labels(self) -> dict[str, str]:
        """What its columns may be; read once for a page of rows."""
        return labels()

    @property
    def headings(self) -> list[str]:
        return [tidy(cell) for cell in self.head[self.header]]

    @property
    def fields(self) -> dict[int, str]:
        return {int(place): field for place, field in self.columns.items()}

    @property
    def is_waiting(self) -> bool:
        """Somebody works on it in the background."""
        return bool(self.job and self.job.is_active)

    @property
    def is_stuck(self) -> bool:
        return self.state in ("applying", "checking") and not self.is_waiting

    @property
    def may_be_written(self) -> bool:
        return self.state == "previewed" or (self.state == "applying" and self.is_stuck)

    def take_header(self, header: int) -> None:
        """The header stands in another row (from 0); the columns are guessed anew. Raises Refusal."""
        if self.state != "naming" or not 0 <= header < len(self.head):
            raise Refusal(_("There is no such row above the list."), code="header", field="header")
        self.header = header
        columns = guessed(self.headings, FIELDS | self.sender.columns)
        self.columns = {str(place): field for place, field in columns.items()}
        self.save(update_fields=["header", "columns"])

    def refusal_to_examine(self, **wish: Any) -> Refusal | None:
        if self.state == "checking" and self.is_waiting:
            return Refusal(_("The list is being checked."), code="busy")
        taken = Counter(wish["columns"].values())
        twice = [self.labels[field] for field, count in taken.items() if count > 1]
        if twice:
            said = _now("Two columns have the same meaning: %(fields)s. Choose one of them.")
            return Refusal(said % {"fields": ", ".join(twice)}, code="twice", field="columns")
        fields = set(taken) | set(wish["constants"])
        missing = [LABELS[field] for field in NEEDED if field not in fields]
        if missing:
            said = _now("Name a column for: %(fields)s.") % {"fields": ", ".join(map(str, missing))}
            return Refusal(said, code="no_columns", field="columns")
        return None

    @move
    def examine(self, *, by: Any, columns: Mapping[int, str], constants: Mapping[str, str]) -> None:
        """These columns mean this; every row is looked at in the background."""
        self.columns = {str(place): field for place, field in columns.items()}
        self.constants = dict(constants)
        self.sender.agree_on_columns(self.headings, columns, constants)
        self.job = jobs.ask(CHECKS, by=by, load=self.pk)

    @move
    def show(self, *, by: Any) -> None:
        """Every row has been looked at."""

    def refusal_to_begin(self) -> Refusal | None:
        if ImportLoad.objects.filter(state="applying").exclude(pk=self.pk).exists():
            return Refusal(_("Another list is being written. Try again when it is ready."), code="busy")
        return None

    def refusal_to_discard(self) -> Refusal | None:
        if self.is_waiting:
            return Refusal(_("The list is being worked on. Cancel the work first."), code="busy")
        return None

    @move
    def discard(self, *, by: Any) -> None:
        """What was written before the writing stopped stays, with its row."""
        self.rows.filter(written_at=None).delete()

    def refusal_to_undo(self) -> Refusal | None:
        later = self.changed_since()
        if not later:
            return None
        names = ", ".join(f"{one.name_az} ({one.code})" for one in later[:NAMED])
        more = _now(" and %(count)s more") % {"count": len(later) - NAMED} if len(later) > NAMED else ""
        said = _now("Changed or used since the list was written: %(names)s%(more)s. Undo that first.")
        return Refusal(said % {"names": names, "more": more}, code="changed_since")

    def ask_to_undo(self, *, by: Any, reason: str) -> None:
        """What can be refused is refused at once; the work is done in the background."""
        refusal = self.refusal_to("undo")
        if refusal:
            raise refusal
        if not reason.strip():
            raise Refusal(_("Write the reason."), code="no_reason", field="reason")
        with transaction.atomic():
            self.job = jobs.ask(UNDOES, by=by, load=self.pk, reason=reason)
            self.save(update_fields=["job"])

    @move
    def undo(self, *, by: Any, reason: str) -> None:
        """All of it or nothing: events are struck out, what was entered is withdrawn."""
        written = self.rows.exclude(written_at=None).select_related("institution").order_by("-row")
        for row in written.prefetch_related("events"):
            row.take_back(by=by, reason=reason)

    def changed_since(self) -> list[Institution]:
        """What somebody changed after this list had, or uses already."""
        own = LifecycleEvent.objects.filter(rows__load=self)
        first = dict(
            Effect.objects.filter(event__in=own)
            .values_list("institution")
            .annotate(first=models.Min("event"))
            .order_by()
        )
        later = Effect.objects.filter(institution__in=first, event__voided_at=None).exclude(event__in=own)
        touched = {
            effect.institution_id for effect in later if effect.event_id > first[effect.institution_id]
        }
        entered = Institution.objects.filter(pk__in=self.rows.filter(verdict="new").values("institution"))
        found = Institution.objects.filter(Q(pk__in=touched) | Q(_is_used(), pk__in=entered))
        return list(found.in_order())


class ImportRowQuerySet(FileRowQuerySet):
    def open(self) -> "ImportRowQuerySet":
        """With a repair that nobody has decided on, or a doubt that nobody has answered."""
        return self.filter(Q(verdict="doubt") | Q(_asked(), verdict__in=WRITTEN))

    def to_write(self) -> "ImportRowQuerySet":
        return self.filter(~_asked(), verdict__in=WRITTEN)


class ImportRow(FileRow):
    """A row as it was typed, and what it would do. `changes`: attribute → before and after."""

    VERDICTS = {
        "": _("not checked yet"),
        "new": _("new"),
        "changed": _("changed"),
        "same": _("same"),
        "doubt": _("doubtful"),
        "bad": _("row with an error"),
        "total": _("left out: a total"),
    }
    NEEDS = ("institution",)

    load = models.ForeignKey(ImportLoad, models.CASCADE, related_name="rows")
    cells = models.JSONField(_("cells as typed"), default=list)
    verdict = models.CharField(_("what it does"), max_length=8, choices=VERDICTS, blank=True)
    name = models.CharField(_("name"), max_length=300, blank=True)
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+")
    alike = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+")
    is_another = models.BooleanField(_("is not the one it looks like"), null=True)
    changes = models.JSONField(default=dict)
    remarks = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    events = models.ManyToManyField(LifecycleEvent, related_name="rows", editable=False)
    keys = models.JSONField(default=list)

    objects = ImportRowQuerySet.as_manager()

    class Meta(FileRow.Meta):
        verbose_name = _("row of a list of institutions")
        verbose_name_plural = _("rows of a list of institutions")
        constraints = [models.UniqueConstraint(fields=["load", "row"], name="one_import_row")]

    def line(self, load: ImportLoad) -> Row:
        """What its cells mean by the columns of `load`; what is the same for all stands in empty cells."""
        told = {field: cell for field, cell in named(self.cells, load.fields).items() if tidy(cell)}
        return Row(self.row, load.constants | told)

    @property
    def sentences(self) -> list[str]:
        return [
            str((PROBLEMS | REMARKS)[code]) % values for code, _field, values in self.problems + self.remarks
        ]

    @property
    def is_asking(self) -> bool:
        """A repair waits for a word; of a page with its repairs."""
        return self.verdict in WRITTEN and any(repair.accepted is None for repair in self.repairs.all())

    @property
    def differences(self) -> list[tuple[Any, Any, Any]]:
        """What would change: the attribute in words, before and after; figures one by one."""
        told = []
        for name, (old, new) in self.changes.items():
            if name == "figures":
                words = self.load.labels
                for code, count in new.items():
                    if old.get(code) != count:
                        told.append((words.get(f"figure:{code}", code), old.get(code, "–"), count))
            else:
                told.append((Institution._meta.get_field(name).verbose_name, old or "–", new))
        return told

    def answer(self, *, is_another: bool) -> None:
        """Whether it is another institution than the one it looks like. Raises Refusal when nobody asks."""
        with transaction.atomic():
            row = ImportRow.objects.select_for_update(of=("self",)).select_related("load").get(pk=self.pk)
            if row.load.state != "previewed" or row.verdict != "doubt":
                raise Refusal(_("This has been answered already."), code="answered")
            row.is_another = is_another
            row.verdict = "new" if is_another else "changed" if row.changes else "same"
            row.institution = None if is_another else row.alike
            row.save(update_fields=["is_another", "verdict", "institution"])

    def take_back(self, *, by: Any, reason: str) -> None:
        """Strike out what its writing recorded; an institution that it entered is withdrawn."""
        self.institution.external_ids.filter(pk__in=self.keys).delete()
        for event in sorted(self.events.all(), key=lambda event: -event.pk):
            if event.kind == "register":
                self.institution.withdraw(by=by, reason=reason)
            else:
                void(event, by=by, reason=reason)


class ImportRepairQuerySet(models.QuerySet["ImportRepair"]):
    def undecided(self) -> "ImportRepairQuerySet":
        return self.filter(accepted=None)

    def decide(self, *, is_accepted: bool) -> int:
        """Accepted, the repaired value is written; otherwise the row goes back to the sender."""
        with transaction.atomic():
            repairs = self.undecided().filter(row__load__state="previewed")
            if not is_accepted:
                _send_back(repairs.select_related("row"))
            return repairs.update(accepted=is_accepted)


class ImportRepair(models.Model):
    """A cell that can be read once it is put right; nothing of the row is written before somebody accepts."""

    row = models.ForeignKey(ImportRow, models.CASCADE, related_name="repairs")
    field = models.CharField(max_length=48)
    cause = models.CharField(_("cause"), max_length=16, choices=CAUSES)
    before = models.CharField(_("as typed"), max_length=300)
    after = models.CharField(_("put right"), max_length=300)
    accepted = models.BooleanField(_("accepted"), null=True)

    objects = ImportRepairQuerySet.as_manager()

    class Meta:
        verbose_name = _("repair of a cell")
        verbose_name_plural = _("repairs of cells")
        ordering = ["pk"]
        indexes = [models.Index(fields=["cause"], condition=Q(accepted=None), name="repairs_undecided")]

    def __str__(self) -> str:
        return f"{self.get_cause_display()}: “{self.before}” → “{self.after}”"


def _is_used() -> Q:
    """Something points to the institution besides its own history: a school, a mandate, a branch."""
    others = [rel for rel in Institution._meta.related_objects if rel.name not in OWN]
    return Q(*(Q(pk__in=_pointing(rel)) for rel in others), _connector=Q.OR)


def _pointing(relation: Any) -> models.QuerySet:
    name = relation.field.name
    return relation.related_model._base_manager.exclude(**{name: None}).values(name)


def _asked() -> Exists:
    return Exists(ImportRepair.objects.undecided().filter(row=OuterRef("pk")))


def _send_back(repairs: ImportRepairQuerySet) -> None:
    rows = {}
    for repair in repairs:
        row = rows.setdefault(repair.row_id, repair.row)
        row.verdict = "bad"
        row.problems.append(["sent_back", repair.field, {"text": repair.before}])
    ImportRow.objects.bulk_update(rows.values(), ["verdict", "problems"], batch_size=500)
