from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ChannelChoice(models.Model):
    """What somebody has said about a kind of notice and a channel; a row only where it is not the default."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="channel_choices")
    kind = models.CharField(_("kind"), max_length=64)
    channel = models.CharField(_("channel"), max_length=16)
    is_wanted = models.BooleanField(_("wanted"))

    class Meta:
        verbose_name = _("choice of a channel")
        verbose_name_plural = _("choices of channels")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "channel"], name="one_choice_for_kind_and_channel"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.channel}"
