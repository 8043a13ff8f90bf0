from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eculture.identifiers import mask_phone


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """An account: who may sign in. Who the human being is stands in cabinet's Person.

    `phone` is a confirmed number or empty; one that waits for its code is a PhoneClaim.
    """

    email = models.EmailField(_("e-mail address"), unique=True)
    phone = models.CharField(_("mobile number"), max_length=16, blank=True, default="", db_default="")
    language = models.CharField(_("language"), max_length=2, default="az")
    is_staff = models.BooleanField(_("works in the administration"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    is_demo = models.BooleanField(_("demo account"), default=False, editable=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    sensitive = frozenset({"email", "phone", "password"})

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique_without_case"),
            models.CheckConstraint(
                condition=models.Q(phone="") | models.Q(phone__regex=r"^\+[1-9][0-9]{7,14}$"),
                name="user_phone_is_international",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone)

    @property
    def label(self) -> str:
        """Who this is: the person behind the account, else what stands before the @."""
        person = getattr(self, "person", None)
        return person.short_name if person else self.email.partition("@")[0]
