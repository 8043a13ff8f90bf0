"""The seals of the journal: late commits, tampering, and a check that needs nothing of the portal."""

import subprocess
import sys
from datetime import timedelta
from io import StringIO
from pathlib import Path
from threading import Barrier, Event, Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from eculture import journal, sealing, seals, tasks
from eculture.models import JournalCheck, JournalEntry, JournalSeal, SealedEntry, User

pytestmark = pytest.mark.django_db
VERIFIER = Path(seals.__file__)


@pytest.fixture
def nigar(db):
    return User.objects.create_user("nigar@numune.example")


@pytest.fixture
def write(nigar):
    """Write so many entries; answers their numbers."""

    def entries(count: int = 1) -> list[int]:
        given = {
            "on": nigar,
            "by": nigar,
            "reason": "Əmr № 12",
            "after": {"balls": 84.5, "names": ["ə", "ı"]},
        }
        return [journal.record("amend", **given).pk for _ in range(count)]

    return entries


@pytest.fixture
def sealed(write):
    """Three seals of two entries each."""
    numbers = []
    for _seal in range(3):
        numbers += write(2)
        sealing.seal()
    return numbers


def by_force(statement: str, *values: object) -> None:
    """As the owner of the tables may, with the triggers off."""
    tables = ("journalentry", "journalseal", "sealedentry")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE eculture_{table} DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        for table in tables:
            cursor.execute(f"ALTER TABLE eculture_{table} ENABLE TRIGGER USER")


def exported() -> list[str]:
    out = StringIO()
    call_command("export_journal", stdout=out)
    return out.getvalue().splitlines()


def outside(lines: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """The verifier alone: no packages, no environment, not even the folder of the portal."""
    (folder / "journal.ndjson").write_text("\n".join(lines) + "\n")
    (folder / "seals.py").write_text(VERIFIER.read_text())
    command = [sys.executable, "-I", "-S", "seals.py", "journal.ndjson"]
    return subprocess.run(command, cwd=folder, env={}, capture_output=True, text=True, timeout=30)


def test_seals_follow_each_other_and_hold_every_entry_once(sealed):
    chain = list(JournalSeal.objects.order_by("number"))

    assert [(one.number, one.count, one.until) for one in chain] == [
        (n + 1, 2, sealed[2 * n + 1]) for n in range(3)
    ]
    assert [one.previous for one in chain] == [seals.BEGINNING, chain[0].sha256, chain[1].sha256]
    assert list(SealedEntry.objects.order_by("pk").values_list("pk", "seal")) == [
        (number, place // 2 + 1) for place, number in enumerate(sealed)
    ]


def test_many_entries_take_many_seals(write, monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 3)
    write(7)

    assert sealing.seal() == 7

    assert list(JournalSeal.objects.order_by("number").values_list("count", flat=True)) == [3, 3, 1]
    assert sealing.verify(anew=True).fault == ""


def test_an_hour_without_entries_is_sealed_too_and_once(sealed):
    tasks.seal_journal()
    assert JournalSeal.objects.count() == 3

    by_force("UPDATE eculture_journalseal SET at = at - interval '1 hour'")
    tasks.seal_journal()

    assert (JournalSeal.objects.count(), JournalSeal.objects.first().count) == (4, 0)


def test_a_run_that_was_killed_is_taken_up_at_the_next_call(write, monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 3)
    write(5)
    sealing._seal_batch(with_late=True)

    assert sealing.seal_if_due() == 2


@pytest.mark.parametrize("table", ["journalseal", "sealedentry"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET sha256 = ''", "DELETE FROM {}", "TRUNCATE {}"])
def test_a_seal_is_never_changed(sealed, table, verb):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb.format(f"eculture_{table}"))


@pytest.mark.django_db(transaction=True)
def test_an_entry_that_is_committed_late_is_sealed_by_the_next_seal(nigar, write):
    written, go_on, early = Event(), Event(), []

    def slow() -> None:
        with transaction.atomic():
            early.extend(write())
            written.set()
            go_on.wait(20)
        connection.close()

    thread = Thread(target=slow)
    thread.start()
    written.wait(20)
    (later,) = write()
    assert (sealing.seal(), early[0] < later) == (1, True)
    go_on.set()
    thread.join()

    assert sealing.seal() == 1

    assert list(SealedEntry.objects.order_by("seal").values_list("pk", "seal")) == [(later, 1), (early[0], 2)]
    assert sealing.verify().fault == ""


@pytest.mark.django_db(transaction=True)
def test_of_four_who_seal_at_once_the_chain_does_not_fork(write):
    write(5)
    start = Barrier(4)

    def seal() -> None:
        start.wait()
        sealing.seal()
        connection.close()

    threads = [Thread(target=seal) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert SealedEntry.objects.count() == 5
    assert sealing.verify(anew=True).fault == ""


def test_a_seal_that_breaks_off_leaves_nothing_behind(write, monkeypatch):
    write(2)
    monkeypatch.setattr(SealedEntry.objects, "bulk_create", lambda rows: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        sealing.seal()
    monkeypatch.undo()

    assert JournalSeal.objects.count() == 0
    assert sealing.seal() == 2


ENTRY = "eculture_journalentry"
TAMPERING = {
    "changed": (f"UPDATE {ENTRY} SET reason = 'x' WHERE id = %s", "entry is not what was sealed"),
    "backdated": (f"UPDATE {ENTRY} SET at = at - interval '1 us' WHERE id = %s", "is not what was sealed"),
    "removed": (f"DELETE FROM {ENTRY} WHERE id = %s", "entry was taken away"),
    "moved": (f"UPDATE {ENTRY} SET id = 0 WHERE id = %s", "entry was taken away"),
    "forgotten": ("DELETE FROM eculture_sealedentry WHERE entry_id = %s", "1 entries instead of 2"),
    "resealed": ("UPDATE eculture_sealedentry SET sha256 = 'x' WHERE entry_id = %s", "not what was sealed"),
}


@pytest.mark.asvs("16.4.2")
@pytest.mark.parametrize("way", TAMPERING)
def test_tampering_with_an_entry_turns_the_chain_red_and_names_it(sealed, way, tmp_path):
    statement, said = TAMPERING[way]
    by_force(statement, sealed[2])

    with pytest.raises(CommandError) as broken:
        call_command("verify_journal")

    assert "seal 2" in str(broken.value) and said in str(broken.value)
    assert (way == "forgotten") or f"entry {sealed[2]}" in str(broken.value)
    alone = outside(exported(), tmp_path)
    assert (alone.returncode, str(broken.value) in alone.stderr) == (1, True)
    assert sealing.state().is_well is False


def test_two_entries_that_change_places_are_noticed(sealed):
    first, second = sealed[2:4]
    by_force("UPDATE eculture_journalentry SET id = -1 WHERE id = %s", first)
    by_force("UPDATE eculture_journalentry SET id = %s WHERE id = %s", first, second)
    by_force("UPDATE eculture_journalentry SET id = %s WHERE id = -1", second)

    assert sealing.verify(anew=True).fault == f"seal 2, entry {first}: the entry is not what was sealed"


def test_an_entry_that_is_put_in_behind_the_seals_is_noticed(write, monkeypatch):
    numbers = write(2)
    sealing.seal()
    monkeypatch.setattr(sealing, "SETTLED", timedelta(0))  # a day later
    invented = JournalEntry.objects.get(pk=numbers[0])
    invented.pk, invented.verb = numbers[0] - 1, "invented"
    invented.save(force_insert=True)

    sealing.seal()

    assert sealing.verify().fault == f"entry {numbers[0] - 1}: the entry was added behind the seals"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("at = at - interval '1 us'", "the seal does not fit its entries"),
        ("sha256 = repeat('0', 64)", "the seal does not fit its entries"),
        ("previous = repeat('0', 64)", "the seal does not continue the one before it"),
    ],
)
def test_tampering_with_a_seal_is_noticed(sealed, change, fault):
    by_force(f"UPDATE eculture_journalseal SET {change} WHERE number = 2")

    assert sealing.verify(anew=True).fault == f"seal 2: {fault}"


def test_a_chain_that_was_cut_off_and_grew_again_is_noticed(sealed, write):
    noted = sealing.verify()
    by_force("DELETE FROM eculture_sealedentry WHERE seal_id = 3")
    by_force("DELETE FROM eculture_journalentry WHERE id >= %s", sealed[4])
    by_force("DELETE FROM eculture_journalseal WHERE number = 3")
    write(2)
    sealing.seal()

    with pytest.raises(CommandError, match="seal 3: it is not the one that was noted"):
        call_command("verify_journal", known=f"{noted.number}:{noted.sha256}")
    assert sealing.verify().fault == "seal 3: it is not the seal that was checked before"


def test_what_was_checked_is_not_checked_again_every_night(sealed, write):
    assert sealing.verify().number == 3
    by_force("UPDATE eculture_journalentry SET reason = 'x' WHERE id = %s", sealed[0])
    write()
    sealing.seal()

    assert sealing.verify().fault == ""
    assert sealing.verify(anew=True).fault != ""
    assert sealing.verify().fault != "", "red stays red until the whole chain holds again"


def test_a_whole_chain_holds_inside_and_outside(sealed, tmp_path):
    last = JournalSeal.objects.first()
    out = StringIO()

    call_command("verify_journal", known=f"{last.number}:{last.sha256}", stdout=out)
    alone = outside(exported(), tmp_path)

    assert out.getvalue() == f"The chain holds: 6 entries up to 3:{last.sha256}\n"
    assert (alone.returncode, alone.stderr) == (0, "")
    assert alone.stdout == f"The chain holds: 3 seals, 6 entries, the last seal is {last.sha256}\n"


@pytest.mark.parametrize("damage", ["lost", "doubled", "swapped", "not JSON"])
def test_a_damaged_export_does_not_hold(sealed, tmp_path, damage):
    lines = exported()
    lines[1:3] = {
        "lost": lines[2:3],
        "doubled": [lines[1], lines[1], lines[2]],
        "swapped": [lines[2], lines[1]],
        "not JSON": [lines[1], lines[2][:-1]],
    }[damage]

    assert outside(lines, tmp_path).returncode == 1


def test_the_state_of_a_few_entries_is_cheap_to_ask(sealed, write, nigar, django_assert_num_queries):
    about = JournalEntry.objects.about(nigar)
    with django_assert_num_queries(1):
        assert seals.state_of(about) == "sealed"

    write()
    assert seals.state_of(about) == "waiting"

    by_force("UPDATE eculture_journalentry SET reason = 'x' WHERE id = %s", sealed[0])
    assert seals.state_of(about) == "broken"
    assert seals.state_of(about.filter(pk__in=sealed[1:])) == "sealed"


@pytest.mark.parametrize(("hours", "is_late"), [(3, False), (5, True)])
def test_more_than_four_hours_without_a_seal_stop_the_signing(sealed, hours, is_late):
    by_force("UPDATE eculture_journalseal SET at = at - %s * interval '1 hour'", hours)

    refusal = sealing.refusal_to_sign()

    assert sealing.state().is_late is is_late
    assert (refusal.code if refusal else None) == ("journal_not_sealed" if is_late else None)


def test_a_journal_that_was_never_sealed_is_late_by_its_oldest_entry(write):
    (number,) = write()
    assert sealing.state() == sealing.SealState(None, False, None, "")

    by_force("UPDATE eculture_journalentry SET at = at - interval '5 hours' WHERE id = %s", number)

    assert sealing.state().is_late


def test_the_check_of_every_night_is_kept(sealed):
    tasks.verify_journal()

    found = JournalCheck.objects.get()
    assert (found.number, found.entries, found.fault) == (3, 6, "")
    assert sealing.state().checked_at == found.at
