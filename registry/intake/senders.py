"""Who sends lists, and what was agreed about their columns and words."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from eculture.azerbaijani import az_fold
from eculture.lifecycle import lock


class Sender(models.Model):
    """A body that sends lists. What was agreed once is not asked again.

    `columns`: folded heading → field. `constants`: field → what holds for every row.
    `words`: `unit` and `kind` → folded word of the sender → our code.
    """

    name = models.CharField(_("sender"), max_length=120, unique=True)
    columns = models.JSONField(_("columns"), default=dict, editable=False)
    constants = models.JSONField(_("the same for every row"), default=dict, editable=False)
    words = models.JSONField(_("words of the sender"), default=dict, editable=False)

    class Meta:
        verbose_name = _("sender of lists")
        verbose_name_plural = _("senders of lists")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def agree_on_columns(
        self, headings: list[str], columns: Mapping[int, str], constants: Mapping[str, str]
    ) -> None:
        """Columns by their headings; a heading that is left out is forgotten."""
        with self._locked() as own:
            for place, heading in enumerate(headings):
                if key := az_fold(heading)[:60]:
                    own.columns.pop(key, None)
                    if place in columns:
                        own.columns[key] = columns[place]
            own.constants = dict(constants)

    def agree_on_words(self, field: str, words: Mapping[str, str]) -> None:
        with self._locked() as own:
            own.words[field] = own.words.get(field, {}) | {
                az_fold(word): code for word, code in words.items()
            }

    @contextmanager
    def _locked(self) -> Iterator["Sender"]:
        """Reread and saved under a lock: two officers may agree on things at once."""
        with transaction.atomic():
            lock(self)
            yield self
            self.save()
