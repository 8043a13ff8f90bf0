"""The running admission of the demo, walked to its end by the same verbs and jobs as a real one.

The clock is moved by moving the dates. Each step does what is left to do: begun again, it goes on.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from random import Random

from django.db.models import F
from django.utils import timezone

from eculture.accounts import User
from eculture.jobs import Job
from eculture.reference import Loader, Say, endings
from eculture.tasks import run_job
from registry.demo import MINISTRY
from schools.admissions import further_rounds, placing
from schools.admissions.applications import Application
from schools.admissions.campaigns import Campaign

SEED, ACCEPT, DECLINE, TOLD_EVERY = 2026, 0.88, 0.96, 2000


def load(say: Say) -> None:
    campaign = Campaign.objects.running().order_by("-year").first()
    officer = User.objects.filter(email=MINISTRY).first()
    if campaign is None or officer is None:
        say("admission: nothing is running; load the demo first")
        return
    End(campaign, officer, say).walk()


class End:
    def __init__(self, campaign: Campaign, officer: User, say: Say):
        self.campaign, self.officer, self.say = campaign, officer, say
        self.chance = Random(SEED)  # noqa: S311 -- the same answers every time, nothing secret

    def walk(self) -> None:
        if self.campaign.state == "choice":
            self.come_to("placement")
            self.campaign.close_choice(by=self.officer)
        if self.campaign.state == "placement":
            self.place()
        self.come_to("confirmation")
        self.answer()
        if self.campaign.stage("further") and self.campaign.state == "confirmation":
            self.come_to("further")
            self.campaign.open_further_rounds(by=self.officer)
        further_rounds.ask_for_rounds()
        self.work(Job.objects.filter(kind=further_rounds.SLUG, params__campaign=self.campaign.pk))
        self.answer()

    def come_to(self, kind: str) -> None:
        """Move all dates so that today is the first day of the stage."""
        self.campaign = Campaign.objects.with_stages().get(pk=self.campaign.pk)
        by = timezone.now() - self.campaign.stage(kind).opens_at - timedelta(minutes=1)
        self.campaign.stages.update(opens_at=F("opens_at") + by, closes_at=F("closes_at") + by)
        self.campaign = Campaign.objects.with_stages().get(pk=self.campaign.pk)

    def place(self) -> None:
        run = self.campaign.runs.unpublished().first()
        if run is None:
            run = placing.ask_for_run(self.campaign, by=self.officer)
            self.work([run.job])
            run.refresh_from_db()
        self.say(f"admission: {run.placed} of {run.candidates} have a place; the families are being told")
        placing.ask_for_publication(run, by=self.officer)
        self.work([run.job])

    def work(self, jobs: Iterable[Job]) -> None:
        for job in jobs:
            run_job(str(job.pk))

    def answer(self) -> None:
        """Most families accept, some refuse, a few do not answer, and their offers end."""
        waiting = self.campaign.applications.filter(state="placed").select_related("child", "guardian__user")
        for number, application in enumerate(waiting.order_by("number"), start=1):
            answer = self.chosen(application)
            if answer:
                answer(by=application.guardian.user)
            if number % TOLD_EVERY == 0:
                self.say(f"admission: {number} families have answered")
        left = self.campaign.applications.filter(state="placed")
        for application in left:
            application.offers.filter(state="open").update(expires_at=timezone.now() - timedelta(minutes=1))
        for application in self.campaign.applications.overdue():
            placing.lapse(application, by=None)

    def chosen(self, application: Application) -> Callable[..., object] | None:
        said = self.chance.random()
        application.campaign = self.campaign
        return application.accept if said < ACCEPT else application.decline if said < DECLINE else None


endings.plug(Loader("admission", load, order=50))
