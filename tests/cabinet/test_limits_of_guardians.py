from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from cabinet.cases.models import Case
from cabinet.cases.parties import Party
from cabinet.files.models import Attachment
from cabinet.people.desk import confirm_guardianship
from cabinet.people.family import acting_family_of, family_of
from cabinet.people.models import Guardianship, Person
from eculture.journal import JournalEntry
from eculture.models import User
from eculture.notices import Notice
from eculture.refusals import Refusal
from tests.factories import cabinet as make

pytestmark = pytest.mark.django_db
ACT = "2-1(004)-17/2026"


@pytest.fixture
def sevda(aylin):
    """The other guardian of Aylin."""
    mother = make.citizen("sevda@numune.example", surname="Nümunəli", name="Sevda")
    Guardianship.objects.create(guardian=mother, child=aylin)
    return mother


def limit(guardian: Person, how: str, days: int = 0) -> None:
    since = timezone.localdate() + timedelta(days=days)
    Guardianship.objects.filter(guardian=guardian).update(limit=how, limit_since=since, limit_act=ACT)


@pytest.mark.parametrize(
    ("how", "days", "looks", "acts"),
    [
        ("look", 0, True, False),
        ("look", 1, True, True),
        ("nothing", 0, False, False),
        ("nothing", -1, False, False),
        ("nothing", 1, True, True),
    ],
)
def test_to_look_and_to_act_are_two_questions(anar, aylin, how, days, looks, acts):
    limit(anar, how, days)

    assert list(Person.objects.seen_by(anar)) == ([aylin] if looks else [])
    assert list(Person.objects.children_of(anar)) == ([aylin] if acts else [])
    assert (aylin in Person.objects.family_of(anar.user)) is looks
    assert (aylin in Person.objects.editable_by(anar.user)) is acts


def test_who_may_only_look_sees_the_case_and_changes_nothing(anar, aylin, sevda, as_anar):
    case = make.case(sevda, "waiting", subject=aylin)
    limit(anar, "look")

    address = reverse("cabinet:case", args=[case.number])
    tries = [
        as_anar.post(reverse("cabinet:case_withdrawal", args=[case.number])),
        as_anar.post(reverse("cabinet:case_message", args=[case.number]), {"text": "Salam"}),
    ]

    assert as_anar.get(address).status_code == 200
    assert [(answer.status_code, ACT in answer.content.decode()) for answer in tries] == [(403, True)] * 2
    assert (list(Case.objects.of(anar.user)), list(Case.objects.editable_by(anar.user))) == ([case], [])
    assert list(Case.objects.editable_by(sevda.user)) == [case]


def test_who_may_only_look_is_told_by_which_act(anar, aylin, as_anar, english):
    limit(anar, "look")

    with pytest.raises(Refusal) as refused:
        Case.begin(version=make.edition(), party=Party(anar, aylin), by=anar.user)

    assert (refused.value.code, ACT in str(refused.value)) == ("only_looks", True)
    assert ACT in as_anar.get(reverse("cabinet:family")).content.decode()


def test_nobody_begins_a_case_for_somebody_elses_child(aylin, rauf):
    with pytest.raises(Refusal) as refused:
        Case.begin(version=make.edition(), party=Party(rauf, aylin), by=rauf.user)

    assert refused.value.code == "not_represented"


def test_the_other_guardian_goes_on_with_a_draft_of_the_limited_one(anar, aylin, sevda):
    draft = make.case(anar, "draft", subject=aylin)
    limit(anar, "look")

    Case.objects.editable_by(sevda.user).get().submit(by=sevda.user)

    draft.refresh_from_db()
    assert (draft.state, draft.filed_by) == ("submitted", sevda.user)


def test_both_guardians_see_the_case_and_both_are_told(anar, aylin, sevda):
    case = make.case(anar, subject=aylin)

    told = Notice.objects.filter(kind="case-submitted").values_list("to", flat=True)
    assert set(told) == {anar.user.pk, sevda.user.pk}
    assert [list(Case.objects.of(one.user)) for one in (anar, sevda)] == [[case], [case]]


@pytest.mark.parametrize("end", ["limited", "ended"])
def test_who_has_lost_the_right_is_told_nothing_more(anar, aylin, sevda, end):
    case = make.case(anar, subject=aylin)
    Notice.objects.all().delete()
    if end == "limited":
        limit(anar, "nothing")
    else:
        Guardianship.objects.get(guardian=anar).end(by=anar.user)

    case.withdraw(by=sevda.user)

    assert list(Notice.objects.values_list("to", flat=True)) == [sevda.user.pk]


def test_papers_of_the_child_are_seen_and_not_changed(anar, aylin, sevda, as_anar):
    paper = Attachment.objects.create(
        owner=aylin, uploaded_by=sevda.user, title="Arayış", name="arayis.pdf", size=9,
        content_type="application/pdf", sha256="0" * 64, scan_state="clean",
    )  # fmt: skip
    limit(anar, "look")

    assert list(Attachment.objects.visible_to(anar.user)) == [paper]
    assert list(Attachment.objects.editable_by(anar.user)) == []
    removal = as_anar.post(reverse("cabinet:paper_removal", args=[paper.pk]))
    assert (removal.status_code, ACT in removal.content.decode()) == (403, True)


@pytest.mark.parametrize("begins", [0, 9])
def test_a_guardian_limited_or_of_tomorrow_is_not_confirmed_a_second_time(anar, aylin, nigar, begins):
    limit(anar, "nothing")
    Guardianship.objects.update(since=timezone.localdate() + timedelta(days=begins))

    with pytest.raises(Refusal) as refused:
        confirm_guardianship(
            by=nigar, guardian_fin=anar.fin, fin=aylin.fin, birth_date=aylin.birth_date,
            kind="parent", document="DŞ 1",
        )  # fmt: skip

    assert refused.value.code == "already"


@pytest.mark.parametrize(
    "values",
    [
        {"limit": "look"},
        {"limit": "look", "limit_since": "2026-09-01"},
        {"limit": "", "limit_act": ACT},
        {"limit": "", "limit_since": "2026-09-01"},
    ],
)
def test_a_limit_has_its_day_and_its_act(anar, aylin, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        Guardianship.objects.update(**values)


def test_staff_limit_a_guardian_with_the_act_in_hand(anar, aylin, nigar, signed_in):
    row = Guardianship.objects.get()
    form = {"guardian": anar.pk, "child": aylin.pk, "kind": "parent", "since": row.since.isoformat()}
    form |= {"limit": "look", "limit_since": "2026-09-01", "limit_act": ACT}

    answer = signed_in(nigar).post(reverse("admin:cabinet_guardianship_change", args=[row.pk]), form)

    entry = JournalEntry.objects.about(row).first()
    assert answer.status_code == 302
    assert (entry.verb, entry.actor_id) == ("change_guardianship", str(nigar.pk))
    assert (entry.after["limit"], entry.after["limit_act"]) == ("look", ACT)


@pytest.mark.parametrize(("how", "days"), [("", 0), ("look", 0), ("look", 1), ("nothing", 0), ("nothing", 1)])
def test_a_request_that_knows_for_whom_its_reader_acts_is_answered_alike(anar, aylin, sevda, how, days):
    theirs = {make.case(sevda, subject=aylin), make.case(anar), make.case(sevda)}
    if how:
        limit(anar, how, days)
    aylin.user = make.user()
    aylin.save(update_fields=["user"])

    for person in (anar, sevda, aylin):
        reader = User.objects.get(pk=person.user_id)
        known = set(Case.objects.editable_by(reader, acting_family_of(reader)))
        assert known == set(Case.objects.editable_by(reader)) <= theirs
        assert set(Case.objects.of(reader, family_of(reader))) == set(Case.objects.of(reader))
