from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cabinet.models import Person
from eculture.crypto import EncryptedText
from eculture.lifecycle import STAYS, Lifecycle, Move, move
from eculture.refusals import Refusal
from schools.admissions import lottery, rulebook
from schools.admissions.campaign_rows import SCORES_UNKNOWN, CampaignQuerySet
from schools.admissions.eligibility import by_age, refusal_by_age
from schools.admissions.placement import Rules
from schools.admissions.stages import Stage
from schools.org.models import Direction, Programme

PERCENT = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))]


RULES = (
    "pass_mark",
    "paid_from",
    "max_specialties",
    "max_schools",
    "age_counted_on",
    "tie_break",
    "answer_days",
    "jury_size",
    "jury_spread",
    "late_choice_days",
)
ANSWERING = ("confirmation", "further")
CHANGED = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in RULES)


class Campaign(Lifecycle):
    """One year's admission to all schools: its dates, its plan and its rules are data of this row."""

    STATES = {
        "draft": _("being prepared"),
        "published": _("plan published"),
        "registration": _("registration"),
        "exams": _("exams"),
        "results": _("exam results published"),
        "appeals": pgettext_lazy("campaign", "appeals"),
        "choice": _("choice of specialties and schools"),
        "placement": _("placement"),
        "confirmation": _("confirmation of places"),
        "further": _("further rounds"),
        "closed": pgettext_lazy("campaign", "closed"),
    }
    MOVES = {
        "publish_plan": Move(("draft",), "published"),
        "open_registration": Move(("published",), "registration"),
        "close_registration": Move(("registration",), "exams"),
        "publish_scores": Move(("exams",), "results"),
        "open_appeals": Move(("results",), "appeals"),
        "open_choice": Move(("results", "appeals"), "choice"),
        "close_choice": Move(("choice",), "placement"),
        "publish_results": Move(("placement", "confirmation", "further"), STAYS),
        "open_further_rounds": Move(("confirmation",), "further"),
        "close": Move(("confirmation", "further"), "closed"),
    }
    DEEDS = {
        "copy": pgettext_lazy("deed", "Prepared from the campaign before"),
        "plan": pgettext_lazy("deed", "Sittings planned"),
        "seat": pgettext_lazy("deed", "Seats for the exam given"),
        "publish_plan": pgettext_lazy("deed", "Plan published"),
        "give_age_rules": pgettext_lazy("deed", "Age rules filled in"),
        "change_dates": pgettext_lazy("deed", "Dates changed"),
        "open_registration": pgettext_lazy("deed", "Registration opened"),
        "close_registration": pgettext_lazy("deed", "Registration closed"),
        "publish_scores": pgettext_lazy("deed", "Exam results published"),
        "open_appeals": pgettext_lazy("deed", "Appeals opened"),
        "open_choice": pgettext_lazy("deed", "Choice opened"),
        "close_choice": pgettext_lazy("deed", "Choice closed"),
        "publish_results": pgettext_lazy("deed", "Results published"),
        "open_further_rounds": pgettext_lazy("deed", "Further rounds opened"),
        "close": pgettext_lazy("deed", "Campaign closed"),
    }
    TIE_BREAKS = {
        "priority": _("the child of a priority group"),
        "older": _("the older child"),
        "younger": _("the younger child"),
        "submitted": _("the earlier application"),
    }

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    state = models.CharField(_("state"), max_length=16, choices=STATES, default="draft", editable=False)
    plan_published_at = models.DateTimeField(_("plan published"), null=True, editable=False)
    pass_mark = models.DecimalField(
        _("pass mark"), max_digits=4, decimal_places=1, default=Decimal(50), validators=PERCENT
    )
    paid_from = models.DecimalField(
        _("score from which a paid place is offered"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=PERCENT,
        help_text=_("Empty: the pass mark is enough."),
    )
    max_specialties = models.PositiveSmallIntegerField(_("specialties a family may choose"), default=3)
    max_schools = models.PositiveSmallIntegerField(_("schools for each specialty"), default=2)
    age_counted_on = models.DateField(_("day on which the age is counted"))
    tie_break = ArrayField(
        models.CharField(max_length=16, choices=TIE_BREAKS),
        verbose_name=_("order of equal scores"),
        default=list,
        blank=True,
        help_text=_("Compared one after another; what is still equal is parted by lot."),
    )
    answer_days = models.PositiveSmallIntegerField(
        _("days to answer an offer"),
        null=True,
        blank=True,
        help_text=_("Empty: until the end of the confirmation. Otherwise the nightly round begins earlier."),
    )
    jury_size = models.PositiveSmallIntegerField(_("members of a jury"), default=3, db_default=3)
    jury_spread = models.DecimalField(
        _("scores that may differ"),
        max_digits=4,
        decimal_places=1,
        default=Decimal(20),
        db_default=Decimal(20),
        validators=PERCENT,
        help_text=_("When two members are further apart, the jury scores the child once more."),
    )
    late_choice_days = models.PositiveSmallIntegerField(
        _("days to choose after a late score"), default=3, db_default=3,
        help_text=_("For who passes by an appeal that is decided when the choice has closed."),
    )  # fmt: skip
    lot_seed = models.CharField(_("number of the lot"), max_length=40, blank=True, editable=False)
    lot_commitment = models.CharField(_("fingerprint of the lot"), max_length=64, blank=True, editable=False)
    lot_secret = EncryptedText(_("lot before the draw"), default="", editable=False)
    studies_start_on = models.DateField(_("first day of study"))

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("admissions campaign")
        verbose_name_plural = _("admissions campaigns")
        ordering = ["-year"]
        permissions = [
            ("run_placement", _("Can run the placement")),
            ("load_scores", _("Can load exam scores")),
            ("judge_exams", _("Can score exams as a member of a jury")),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(pass_mark__range=(0, 100)), name="pass_mark_out_of_100"),
            models.CheckConstraint(
                condition=Q(max_specialties__range=(1, 10), max_schools__range=(1, 10)),
                name="choices_of_a_campaign_are_limited",
                violation_error_message=_("Write from 1 to 10 specialties and from 1 to 10 schools."),
            ),
            models.CheckConstraint(
                condition=Q(answer_days=None) | Q(answer_days__range=(1, 60)),
                name="answers_take_days",
                violation_error_message=_("Write from 1 to 60 days."),
            ),
            models.CheckConstraint(
                condition=Q(late_choice_days__range=(1, 30)),
                name="late_choices_take_days",
                violation_error_message=_("Write from 1 to 30 days."),
            ),
            models.CheckConstraint(
                condition=Q(jury_size__range=(1, 15)),
                name="a_jury_has_members",
                violation_error_message=_("Write from 1 to 15 members."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="rules_are_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(f"OLD.state NOT IN ('draft', 'published') AND ({CHANGED})"),
            ),
            pgtrigger.Trigger(
                name="lot_is_as_promised",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=lottery.PROMISED,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def rules_are_frozen(self) -> bool:
        """From the first day of registration families can rely on the rules."""
        return self.state not in ("draft", "published")

    @property
    def takes_scores(self) -> bool:
        return self.state in ("exams", "results", "appeals", "choice")

    @property
    def scores_are_published(self) -> bool:
        """Until then a score is known to those who enter it; all families read theirs at one moment."""
        return self.state not in SCORES_UNKNOWN

    @property
    def takes_runs(self) -> bool:
        return self.state in ("placement", *ANSWERING)

    @property
    def is_published(self) -> bool:
        return self.plan_published_at is not None

    def stage(self, kind: str) -> Stage | None:
        return next((stage for stage in self.stages.all() if stage.kind == kind), None)

    def dates(self) -> dict[str, list[datetime]]:
        """Stage → its first and last moment, as the journal keeps them."""
        return {
            kind: [*moments] for kind, *moments in self.stages.values_list("kind", "opens_at", "closes_at")
        }

    def rules(self) -> Rules:
        return Rules(self.pass_mark, self.paid_from, tuple(self.tie_break), self.lot_seed)

    def offers_expire_at(self) -> datetime:
        """Until when an offer that is made now waits: some days, and never longer than the stage."""
        ends = self.stage(self.answers_in).closes_at
        days = self.answer_days
        return min(ends, timezone.now() + timedelta(days=days)) if days else ends

    @property
    def answers_in(self) -> str:
        """The stage in which families answer offers now, or will."""
        return self.state if self.state in ANSWERING else "confirmation"

    def refusal_to_answer(self) -> Refusal | None:
        return self.refusal_by_date(self.answers_in)

    def is_open_for(self, kind: str, now: datetime | None = None) -> bool:
        stage = self.stage(kind)
        return self.state == kind and stage is not None and stage.includes(now or timezone.now())

    def age_rules_of(self, direction: str) -> list[Any]:
        rules = self.age_rules.select_related("programme__specialty")
        return list(
            rules.filter(programme__specialty__direction=direction).order_by("programme__code", "funding")
        )

    def refusal_to_apply(
        self, *, child: Person, direction: str, now: datetime | None = None
    ) -> Refusal | None:
        """Why this child cannot apply today, with what is open instead."""
        return self.refusal_by_date("registration", now) or refusal_by_age(
            child=child,
            day=self.age_counted_on,
            rules=self.age_rules_of(direction),
            direction=Direction(direction).label,
        )

    def refusal_to_choose(
        self, *, child: Person, programme: Programme, rules: list[Any] | None = None
    ) -> Refusal | None:
        """`rules`: those of the direction, where somebody asks for several programmes."""
        rules = self.age_rules_of(programme.specialty.direction) if rules is None else rules
        return refusal_by_age(child=child, day=self.age_counted_on, rules=rules, programme=programme)

    def fundings_open_to(self, child: Person, direction: str) -> dict[int, frozenset[str]]:
        """Programme → how it may be paid for, as far as the child's age allows."""
        return by_age(self.age_rules_of(direction), child.age_on(self.age_counted_on))

    def refusal_by_date(self, kind: str, now: datetime | None = None) -> Refusal | None:
        if self.is_open_for(kind, now):
            return None
        stage = self.stage(kind)
        if stage is None:
            return Refusal(_("The dates of this stage are not set yet."), code="no_dates")
        return Refusal(
            stage.sentence % {"start": stage.opens_on_text, "end": stage.closes_on_text}, code="outside_dates"
        )

    def refusal_to_take_scores(self, *, is_signed: bool = False) -> Refusal | None:
        """A file that is late finds the choice open already; who has chosen keeps the score.

        What a jury or a commission has signed is taken until a placement is published.
        """
        if self.takes_scores:
            return None
        if is_signed and self.state == "placement":
            published = self.runs.filter(state__in=["publishing", "published"])
            message = _("The placement has been published. The score cannot change any more.")
            return Refusal(message, code="published") if published.exists() else None
        return Refusal(_("Scores may be loaded from the exams until the choice closes."), code="wrong_stage")

    def refusal_to_take_plan(self) -> Refusal | None:
        message = _("The plan is published. Each number of places changes by an order of its own.")
        return Refusal(message, code="published") if self.is_published else None

    def refusal_to_publish_plan(self) -> Refusal | None:
        missing = [str(Stage.KINDS[kind]) for kind in Stage.NEEDED if self.stage(kind) is None]
        if missing:
            message = _("Dates are missing for: %(stages)s.") % {"stages": ", ".join(missing)}
            return Refusal(message, code="no_dates")
        if not self.plan_places.exists():
            return Refusal(_("The plan has no places yet."), code="no_plan")
        without = self.plan_places.without_age_rule().select_related("programme__specialty").first()
        if without:
            message = _("The age rule is missing for: %(programme)s (%(funding)s).")
            names = {"programme": without.programme, "funding": without.get_funding_display()}
            return Refusal(message % names, code="no_age_rule")
        return None

    @move
    def publish_plan(self, *, by: Any) -> None:
        self.plan_published_at = timezone.now()

    @move
    def open_registration(self, *, by: Any) -> None:
        """Families may apply from the first to the last moment of the stage; the lot is promised."""
        lottery.promise(self)
        rulebook.freeze(self)

    @move
    def close_registration(self, *, by: Any) -> None:
        """Exams begin; the lot is drawn, and then scores may be loaded."""
        lottery.draw(self)

    def refusal_to_publish_scores(self) -> Refusal | None:
        if self.applications.examined_so_far().exists():
            return None
        return Refusal(_("No score has been entered yet."), code="no_scores")

    @move
    def publish_scores(self, *, by: Any) -> None:
        """All families read their scores from the same moment on."""
        self.applications.examined_so_far().publish_scores()

    @move
    def open_appeals(self, *, by: Any) -> None:
        """Families who do not agree with a score may say so."""

    @move
    def open_choice(self, *, by: Any) -> None:
        """Families of children who passed rank specialties and schools."""

    @move
    def close_choice(self, *, by: Any) -> None:
        """The choices are frozen and may be placed."""

    @move
    def publish_results(self, *, by: Any) -> None:
        """Offers have been made; families answer until the last moment of the stage."""
        if self.state == "placement":
            self.state = "confirmation"

    def refusal_to_open_further_rounds(self) -> Refusal | None:
        return None if self.stage("further") else self.refusal_by_date("further")

    @move
    def open_further_rounds(self, *, by: Any) -> None:
        """What is left goes to those who wait, night after night."""

    @move
    def close(self, *, by: Any) -> None:
        """What was not accepted in time is lost."""

    def refusal_to_close(self) -> Refusal | None:
        count = self.applications.filter(state="placed").count()
        message = _("Offers without an answer: %(count)s. End them first.")
        return Refusal(message % {"count": count}, code="open_offers") if count else None
