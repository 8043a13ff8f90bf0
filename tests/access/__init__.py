"""The access matrix: every address × everybody. How to declare one: tests/access/declare.py."""

from tests.access.declare import Access, admin_pages

__all__ = ["Access", "admin_pages"]
