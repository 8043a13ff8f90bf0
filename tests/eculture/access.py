"""The pages that belong to no app."""

from eculture.delivery import Delivery
from tests.access import Access, admin_pages

TABLE = {
    "home": Access("public"),
    "gallery": Access("officers ministry auditor superuser", style="hidden"),
    "help": Access("public"),
    "accessibility": Access("public"),
    "privacy": Access("public"),
    "system": Access("public"),
    "healthz": Access("public"),
    "readyz": Access("public", answers=(200, 503)),
    "api_schema": Access("public", methods="GET"),
    "api_docs": Access("public", methods="GET"),
    **admin_pages(
        "eculture.delivery",
        of=lambda cast: Delivery.objects.filter(notice__to=cast.a.guardian).first(),
        view="ministry auditor superuser",
        change="ministry superuser",
    ),
}
