"""`make run` and `make test` on a bare machine: set-up, embedded PostgreSQL and Valkey, a supervisor.

For development and demonstration only; nothing outside this package imports it (import-linter holds that).
"""
