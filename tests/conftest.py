"""Fixtures for every test.

The database is chosen by ``tools/pytest_database.py``, which is loaded before Django's settings;
it also brings ``postgres_address`` and ``postgres_cluster`` for tests that compare both engines.
"""
