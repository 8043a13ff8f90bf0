"""The pages that belong to no app."""

from tests.access import Access

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
}
