"""Lookups of the house."""

import pytest
from django.db import connection

from eculture.models import User
from tests.factories import cabinet as make

pytestmark = pytest.mark.django_db


def test_among_few_rows_is_in_and_asks_for_them_first():
    one, two, three = (make.user() for _number in range(3))
    few = User.objects.filter(pk=one.pk).values("pk").union(User.objects.filter(pk=two.pk).values("pk"))

    assert set(User.objects.filter(pk__among=few)) == {one, two}
    assert set(User.objects.exclude(pk__among=few)) == {three}
    assert set(User.objects.exclude(pk__among=User.objects.filter(email="").values("pk"))) == {
        one,
        two,
        three,
    }
    with connection.cursor() as cursor:
        query, values = User.objects.filter(pk__among=few).query.sql_with_params()
        cursor.execute(f"EXPLAIN {query}", values)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "InitPlan" in plan and "Join" not in plan
