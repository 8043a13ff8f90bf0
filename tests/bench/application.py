"""The WSGI application with the empty pages beside the site's."""

import os

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eculture.settings")
django.setup()
settings.ROOT_URLCONF = "tests.bench.urls"

from django.core.wsgi import get_wsgi_application  # noqa: E402 -- the addresses first

application = get_wsgi_application()
