"""Work in the background: a row written in the business transaction; the broker only carries its number.

The scheme: `ask` writes the row, a worker claims it for a lease, every progress write renews the lease,
and whoever lost the lease can write nothing more (fencing by `attempt`). See docs/adr on jobs.
"""

import hashlib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from eculture import journal
from eculture.broker import nudge
from eculture.refusals import Refusal
from eculture.sockets import Socket

LEASE = timedelta(seconds=30)
ATTEMPTS = 5
TRIES = 3
KEEP_RESULTS = timedelta(days=30)
ACTIVE = ("queued", "running")


class JobKind:
    """What an app plugs to have work done in the background; `run` may be started again after a crash.

    Who asked is told when it is done, unless `tells` is False: work that nobody waits for. The result is kept
    for `keeps`; of a kind that `is_private` the asker proves once more who it is before taking it.
    """

    slug: str
    title: Any
    permission: str | None = None
    tells = True
    keeps = KEEP_RESULTS
    is_private = False

    def key(self, by: models.Model, params: dict[str, Any]) -> str:
        """One live job per key; by default one per asker and wish."""
        wish = "&".join(f"{name}={params[name]}" for name in sorted(params))
        return f"{self.slug}:{by.pk}:{wish}"[:200]

    def run(self, job: "Job", **params: Any) -> None:
        raise NotImplementedError

    def next_page(self, **params: Any) -> str:
        """Where the asker goes on when the work is done; nowhere by default."""
        return ""


kinds: Socket[JobKind] = Socket("title")


def title_of(slug: str) -> Any:
    """The title of a kind; its slug when the kind is gone but its rows are not."""
    return getattr(kinds.get(slug), "title", slug)


class LeaseLost(Exception):
    """Another worker has taken the job over; this one must stop and write nothing."""


class Cancelled(Exception):
    """The asker has cancelled the job."""


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: Any) -> "JobQuerySet":
        return self.filter(by=user) if user.is_authenticated else self.none()

    editable_by = visible_to

    def claimable(self) -> "JobQuerySet":
        return self.filter(Q(state="queued") | Q(state="running", lease_until__lt=Now()))

    def outlived(self) -> "JobQuerySet":
        """With a result that has been kept as long as its kind says."""
        own = Q(*(Q(kind=kind.slug, finished_at__lt=Now() - kind.keeps) for kind in kinds), _connector=Q.OR)
        gone = ~Q(kind__in=[kind.slug for kind in kinds]) & Q(finished_at__lt=Now() - KEEP_RESULTS)
        return self.exclude(result="").filter(own | gone)


class Job(models.Model):
    """One piece of work in the background, with its progress and its result."""

    STATES = {
        "queued": _("waiting"),
        "running": _("in progress"),
        "done": _("ready"),
        "failed": _("not completed"),
        "cancelled": _("cancelled"),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=64)
    params = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    key = models.CharField(max_length=200)
    by = models.ForeignKey("eculture.User", models.CASCADE, related_name="jobs", verbose_name=_("asked by"))
    state = models.CharField(_("state"), max_length=16, choices=STATES, default="queued")
    lease_until = models.DateTimeField(null=True, editable=False)
    attempt = models.PositiveIntegerField(_("attempt"), default=0, editable=False)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    text = models.CharField(_("progress"), max_length=200, blank=True)
    cancel_asked = models.BooleanField(default=False)
    error = models.TextField(_("error"), blank=True)
    result = models.FileField(upload_to="results/", blank=True)
    result_name = models.CharField(max_length=120, blank=True)
    result_sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(_("asked"), db_default=Now())
    started_at = models.DateTimeField(_("started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(state__in=ACTIVE), name="one_live_job_per_wish"
            ),
            models.CheckConstraint(
                condition=Q(done__lte=F("total")) | Q(total=0), name="job_done_within_total"
            ),
        ]
        indexes = [models.Index(fields=["state", "lease_until"], name="job_claim")]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def title(self) -> Any:
        return title_of(self.kind)

    @property
    def next_page(self) -> str:
        kind = kinds.get(self.kind)
        return kind.next_page(**self.params) if kind else ""

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE

    @property
    def percent(self) -> int:
        return 100 if self.state == "done" else min(99, 100 * self.done // self.total) if self.total else 0

    def progress(self, done: int, total: int, text: Any = "") -> None:
        """Say how far it is and renew the lease. Raises LeaseLost or Cancelled: let them rise."""
        mine = self._mine()
        values = {"done": min(done, total), "total": total, "text": str(text)[:200]}
        if not mine.update(lease_until=Now() + LEASE, **values):
            raise LeaseLost
        if mine.filter(cancel_asked=True).exists():
            raise Cancelled
        self.done, self.total, self.text = values["done"], total, values["text"]

    @contextmanager
    def fenced(self) -> Iterator[None]:
        """A transaction that is only committed while the job is still this worker's."""
        with transaction.atomic():
            if not self._mine().select_for_update(of=("self",)).exists():
                raise LeaseLost
            yield

    def attach(self, name: str, content: bytes | File) -> None:
        """Keep the result under a random name; `name` is what the asker sees on download.

        A file is read in chunks, so that a large one does not fill the memory.
        """
        file = ContentFile(content) if isinstance(content, bytes) else content
        digest = hashlib.sha256()
        for chunk in file.chunks():
            digest.update(chunk)
        stored = self.result.storage.save(f"results/{uuid.uuid4()}", file)
        if not self._mine().update(result=stored, result_name=name, result_sha256=digest.hexdigest()):
            self.result.storage.delete(stored)
            raise LeaseLost
        self.result, self.result_name, self.result_sha256 = stored, name, digest.hexdigest()

    def cancel(self, *, by: models.Model) -> None:
        """Ask for the end: a waiting job ends now, a running one at its next progress step."""
        rows = Job.objects.filter(pk=self.pk)
        ended = rows.filter(state="queued").update(state="cancelled", cancel_asked=True, finished_at=Now())
        if not ended and not rows.filter(state="running").update(cancel_asked=True):
            raise Refusal(_("This job has already ended."), code="ended")
        journal.record("cancel", on=self, by=by)
        self.refresh_from_db()

    def retry(self, *, by: models.Model) -> "Job":
        """Ask for the same again after a failure or a cancellation."""
        if self.is_active:
            raise Refusal(_("This job is still in progress."), code="active")
        if kinds.get(self.kind) is None:
            raise Refusal(_("The portal no longer does this kind of work."), code="gone")
        with transaction.atomic():
            again = ask(self.kind, by=by, **self.params)
            journal.record("retry", on=self, by=by, after={"job": again})
        return again

    def claim(self) -> bool:
        """Take the job for one lease; False when somebody else has it or it has ended."""
        claimed = (
            Job.objects.claimable()
            .filter(pk=self.pk, attempt__lt=ATTEMPTS)
            .update(
                state="running",
                attempt=F("attempt") + 1,
                lease_until=Now() + LEASE,
                started_at=Now(),
                error="",
            )
        )
        self.refresh_from_db()
        return bool(claimed)

    def finish(self, state: str, error: str = "") -> bool:
        """End the job if it is still this worker's."""
        return bool(self._mine().update(state=state, error=error, finished_at=Now(), lease_until=None))

    def _mine(self) -> JobQuerySet:
        return Job.objects.filter(pk=self.pk, attempt=self.attempt, state="running")


def ask(slug: str, *, by: Any, **params: Any) -> Job:
    """Write the wish for a job; the same live wish answers with the job that is already there.

    Call it inside the business transaction: the job exists exactly when the business commits.
    Raises Refusal when `by` lacks the kind's permission.
    """
    kind = kinds[slug]
    if kind.permission and not by.has_perm(kind.permission):
        raise Refusal(_("You do not have the right to ask for this."), code="forbidden")
    job, is_new = _the_live_one(kind.key(by, params), kind=slug, params=params, by=by)
    if is_new:
        transaction.on_commit(lambda: nudge("eculture.tasks.run_job", str(job.pk)))
    return job


def _the_live_one(key: str, **wish: Any) -> tuple[Job, bool]:
    """The live job of this key and whether it was written just now; another one may end while we look."""
    for _try in range(TRIES):
        try:
            with transaction.atomic():
                return Job.objects.create(key=key, **wish), True
        except IntegrityError:
            live = Job.objects.filter(key=key, state__in=ACTIVE).first()
        if live:
            return live, False
    raise Refusal(_("This is being asked for by others right now. Try again."), code="busy")
