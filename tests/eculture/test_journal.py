import pytest
from django.db import DatabaseError, connection, transaction

from eculture import journal
from eculture.models import JournalEntry, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry():
    user = User.objects.create_user("anar@numune.example")
    return journal.record(
        "renamed", on=user, by=user, before={"email": "a@numune.example"}, after={"language": "az"}
    )


@pytest.mark.asvs("14.2.1", "16.2.5")
def test_what_a_model_calls_sensitive_is_masked(entry):
    assert (entry.before, entry.after) == ({"email": "•••"}, {"language": "az"})


@pytest.mark.asvs("16.1.1", "16.2.1", "16.2.2", "16.2.3", "16.2.4", "16.4.1", "16.4.2", "16.4.3")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE eculture_journalentry SET verb = 'nothing'",
        "DELETE FROM eculture_journalentry",
        "TRUNCATE eculture_journalentry",
    ],
)
def test_the_journal_refuses_to_forget(entry, statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert JournalEntry.objects.get() == entry
