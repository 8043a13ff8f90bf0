import pytest
from django.core.management import CommandError, call_command

from eculture.models import User


@pytest.mark.django_db
def test_demo_data_are_loaded_only_where_every_page_is_marked(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("demo")

    assert not User.objects.exists()
