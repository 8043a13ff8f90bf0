"""What institutions are counted by: clusters of culture, kinds of institution, traits of their work."""

from collections import Counter, defaultdict

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from eculture.azerbaijani import AzKey
from registry.triggers import retold

WORKING = ("active", "displaced")  # states of an institution in which it serves people
WITHDRAWN = "withdrawn"  # its code stays, but it never was an institution: no list and no count holds it
ACTIVE = Q(kinds__institutions__state__in=WORKING)


class ClusterQuerySet(models.QuerySet["Cluster"]):
    def with_institutions(self) -> "ClusterQuerySet":
        """Annotate `institutions`: how many work today."""
        return self.annotate(institutions=Count("kinds__institutions", filter=ACTIVE))


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


class KindQuerySet(models.QuerySet["Kind"]):
    def counted(self) -> "KindQuerySet":
        """Those that are described by figures."""
        return self.filter(indicators__isnull=False).distinct()

    def in_order(self) -> "KindQuerySet":
        return self.order_by(AzKey("name_az"))


class Kind(models.Model):
    """A kind of institution: museum, music school, club … It gives a new institution its traits."""

    code = models.SlugField(_("code"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=120)
    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="kinds", verbose_name=_("cluster"))
    traits = models.ManyToManyField(Trait, blank=True, related_name="kinds", verbose_name=_("traits"))
    is_expected = models.BooleanField(
        _("looked for near every place"),
        default=False,
        db_default=False,
        help_text=_("Pages of territories name it as missing where none is within ten kilometres."),
    )
    is_school = models.BooleanField(_("teaches by the rules for music and arts schools"), default=False)

    objects = KindQuerySet.as_manager()

    class Meta:
        verbose_name = _("kind of institution")
        verbose_name_plural = _("kinds of institution")
        ordering = ["code"]
        triggers = [retold("kind_id")]

    def __str__(self) -> str:
        return self.name


class Indicator(models.Model):
    """A figure by which an institution of some kinds is described: items on display, readers, seats."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    kinds = models.ManyToManyField(Kind, related_name="indicators", verbose_name=_("kinds"))
    most = models.PositiveIntegerField(
        _("at most"), default=100_000_000, help_text=_("A larger number is taken for a typing error.")
    )
    jump = models.PositiveSmallIntegerField(
        _("explained from, per cent"),
        default=30,
        db_default=30,
        help_text=_("A figure that differs by more from the one before is to be explained."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name


def trait_counts() -> dict[int, Counter[int]]:
    """Cluster → trait → how many of its working institutions have the trait, by their keys; in one query."""
    having = Trait.institutions.through.objects.filter(institution__state__in=WORKING)
    rows = having.values_list("institution__kind__cluster_id", "trait_id").annotate(count=Count("pk"))
    counts: dict[int, Counter[int]] = defaultdict(Counter)
    for cluster, trait, count in rows:
        counts[cluster][trait] = count
    return counts
