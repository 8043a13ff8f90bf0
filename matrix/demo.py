"""One decision of the ministry, so that the demo shows what it looks like beside the computed class."""

from eculture.models import User
from eculture.reference import Loader, Say, demo_loaders
from matrix.models import CellOverride, Module
from matrix.overrides import override
from registry.demo import MINISTRY
from registry.models import Cluster

REASON = "Nümunə qərar: kitabxanaların tədbir zallarına bilet satışı 2027-ci ildə sınaqdan keçirilir."


def load(say: Say) -> None:
    if not CellOverride.objects.exists():
        cell = {"cluster": Cluster.objects.get(code="KIT"), "module": Module.objects.get(code="BIL")}
        override(**cell, applicability="optional", reason=REASON, by=User.objects.get(email=MINISTRY))
    say("matrix: one decision on a cell")


demo_loaders.plug(Loader("matrix", load, order=30))
