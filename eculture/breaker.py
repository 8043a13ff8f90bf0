"""A breaker for each channel: a gateway that does not answer is left alone by all workers at once."""

from datetime import timedelta

from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

FAILURES = 5  # in a row
PROBE = timedelta(minutes=1)  # how long whoever asks a gateway whether it is back may take
LONGEST_PAUSE = timedelta(minutes=5)


class Breaker(models.Model):
    """Whether a gateway answers: left alone until `open_until`; afterwards one message may ask again."""

    channel = models.CharField(_("channel"), max_length=16, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    open_until = models.DateTimeField(_("left alone until"), null=True)
    fault = models.CharField(_("what staff have to put right"), max_length=40, blank=True, default="")

    class Meta:
        verbose_name = _("breaker")
        verbose_name_plural = _("breakers")

    def __str__(self) -> str:
        return self.channel

    @property
    def is_open(self) -> bool:
        return self.open_until is not None


def room(channel: str, most: int) -> int:
    """How many messages may go now: as many as wished, none, or one that asks whether the gateway is back."""
    breaker = Breaker.objects.filter(pk=channel).first()
    if breaker is None or not breaker.is_open:
        return most
    ended = Breaker.objects.filter(pk=channel, open_until__lte=Now())
    return ended.update(open_until=Now() + PROBE)


def answered(channel: str) -> None:
    """The gateway has looked at a message, whatever it thought of it."""
    troubled = Q(failures__gt=0) | Q(open_until__isnull=False)
    Breaker.objects.filter(troubled, pk=channel).update(failures=0, open_until=None, fault="")


def silent(channel: str, *, fault: str = "") -> bool:
    """Count a message that the gateway did not answer; True when it is to be left alone now.

    A `fault` is the portal's own, a key that is no longer taken: one is enough, and staff see it.
    """
    with transaction.atomic():
        Breaker.objects.get_or_create(pk=channel)
        breaker = Breaker.objects.select_for_update(of=("self",)).get(pk=channel)
        breaker.fault = fault
        breaker.failures = max(breaker.failures + 1, FAILURES if fault else 0)
        beyond = breaker.failures - FAILURES
        if beyond >= 0:
            breaker.open_until = Now() + min(timedelta(minutes=2 ** min(beyond, 3)), LONGEST_PAUSE)
        breaker.save()
    return beyond >= 0
