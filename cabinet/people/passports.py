"""Foreign papers: by them the desk knows people who have no FIN."""

from typing import Any

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cabinet.people.models import Person
from eculture.crypto import EncryptedText
from eculture.identifiers import normalise_passport, passport_index


class PassportIndexField(models.CharField):
    """Follows country and number, also in bulk_create."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = passport_index(model_instance.country, model_instance.number)
        setattr(model_instance, self.attname, value)
        return value


class PassportQuerySet(models.QuerySet["Passport"]):
    def with_number(self, country: str, number: str) -> "PassportQuerySet":
        return self.filter(index=passport_index(country, number))


class Passport(models.Model):
    """The paper of a person without FIN, as it was shown at the desk."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="passport", verbose_name=_("person"))
    country = models.CharField(_("country"), max_length=2)
    number = EncryptedText(_("number of the passport"))
    index = PassportIndexField(max_length=64, unique=True, editable=False)
    shown_at = models.DateTimeField(_("shown"), db_default=Now(), editable=False)

    objects = PassportQuerySet.as_manager()
    sensitive = frozenset({"number", "index"})

    class Meta:
        verbose_name = _("passport")
        verbose_name_plural = _("passports")

    def __str__(self) -> str:
        return f"{self.country} {'•' * 5}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.number = normalise_passport(self.number)
        super().save(*args, **kwargs)
