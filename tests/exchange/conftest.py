"""A fresh book on each engine, for the acts that take entries to the record."""

from tests.record.conftest import book  # noqa: F401 - the fixture
