"""A draft is kept for thirty days after the last word."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cabinet.cases.models import Case
from cabinet.tasks import keep_drafts
from eculture.models import Notice
from tests.factories import cabinet as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def untouched(case: Case, days: int) -> None:
    Case.objects.filter(pk=case.pk).update(saved_at=timezone.now() - timedelta(days=days))


@pytest.mark.parametrize(("days", "told"), [(15, 0), (16, 1), (26, 1), (27, 1), (29, 1)])
def test_its_people_are_reminded_once_however_often_beat_comes(anar, days, told):
    case = make.case(anar, "draft")
    untouched(case, days)

    keep_drafts()
    keep_drafts()

    assert Notice.objects.filter(kind="case-expiring", to=anar.user).count() == told


def test_two_weeks_and_three_days_before_and_then_it_expires(anar, aylin):
    case = make.case(anar, "draft", subject=aylin)
    for days in (16, 17, 27, 28, 30, 31):
        untouched(case, days)
        keep_drafts()

    told = Notice.objects.filter(to=anar.user).order_by("created_at")
    case.refresh_from_db()
    assert case.state == "expired"
    assert sorted(notice.kind for notice in told) == ["case-expired", "case-expiring", "case-expiring"]
    assert {notice.subject.split(":")[0] for notice in told} == {"Aylin"}


def test_a_word_more_and_it_is_kept_anew(anar):
    case = make.case(anar, "draft")
    untouched(case, 29)
    case.refresh_from_db()
    case.write(answers={"wish": "Divar"}, seen=case.written(["wish"]), by=anar.user)

    keep_drafts()

    case.refresh_from_db()
    assert (case.state, Notice.objects.count()) == ("draft", 0)
