"""What institutions are counted by: clusters of culture, kinds of institution, traits of their work."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from registry.triggers import retold

WORKING = ("active", "displaced")  # states of an institution in which it serves people
ACTIVE = Q(kinds__institutions__state__in=WORKING)


class ClusterQuerySet(models.QuerySet["Cluster"]):
    def with_institutions(self) -> "ClusterQuerySet":
        """Annotate `institutions`: how many work today."""
        return self.annotate(institutions=Count("kinds__institutions", filter=ACTIVE, distinct=True))

    def with_trait_counts(self) -> "ClusterQuerySet":
        """Annotate `with_<trait>`: how many of those that work today have the trait."""
        having = {
            f"with_{code}": Count("pk", filter=ACTIVE & Q(kinds__institutions__traits__code=code))
            for code in Trait.CODES
        }
        return self.with_institutions().annotate(**having)


class Cluster(models.Model):
    """A branch of culture: theatres, libraries, museums … The matrix crosses clusters with modules."""

    code = models.CharField(_("code"), max_length=3, unique=True)
    name = models.CharField(_("name"), max_length=120)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_official = models.BooleanField(_("named officially"), default=True)

    objects = ClusterQuerySet.as_manager()

    class Meta:
        verbose_name = _("cluster")
        verbose_name_plural = _("clusters")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name


class Trait(models.Model):
    """Something that an institution does or has: holdings, paid admission, learners …"""

    CODES = {
        "coll": _("holdings"),
        "site": _("heritage site"),
        "adm": _("paid admission"),
        "evt": _("events"),
        "lrn": _("learners"),
        "lend": _("lending"),
        "prm": _("permits and state services"),
        "vis": _("visitors"),
        "ipr": _("copyright"),
        "av": _("audio and video"),
    }

    code = models.CharField(_("code"), max_length=4, unique=True, choices=CODES)
    name = models.CharField(_("name"), max_length=120)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("trait")
        verbose_name_plural = _("traits")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name


class Kind(models.Model):
    """A kind of institution: museum, music school, club … It gives a new institution its traits."""

    code = models.SlugField(_("code"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=120)
    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="kinds", verbose_name=_("cluster"))
    traits = models.ManyToManyField(Trait, blank=True, related_name="kinds", verbose_name=_("traits"))
    is_school = models.BooleanField(_("teaches by the rules for music and arts schools"), default=False)

    class Meta:
        verbose_name = _("kind of institution")
        verbose_name_plural = _("kinds of institution")
        ordering = ["code"]
        triggers = [retold("kind_id")]

    def __str__(self) -> str:
        return self.name


def trait_shares() -> dict[str, dict[str, Decimal]]:
    """Cluster → trait → share of its working institutions that have the trait; in one query.

    A cluster without working institutions answers with an empty table: there is nothing to count.
    """
    return {cluster.code: _shares(cluster) for cluster in Cluster.objects.with_trait_counts()}


def _shares(cluster: Any) -> dict[str, Decimal]:
    if not cluster.institutions:
        return {}
    return {code: Decimal(getattr(cluster, f"with_{code}")) / cluster.institutions for code in Trait.CODES}
