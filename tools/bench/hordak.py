"""Measure django-hordak posting the same payments, in a process and a database of its own.

Usage: python -m tools.bench.hordak COUNT ADDRESS; prints postings a second.
"""

from __future__ import annotations

import sys
import time


def main(count: int, address: str) -> None:
    """Lay hordak's tables in an empty database and post ``count`` transfers, one by one."""
    import django
    from django.conf import settings

    from fisc.config.settings import _database

    settings.configure(
        DATABASES={"default": _database(address)},
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "mptt", "hordak"],
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        USE_TZ=True,
        DEFAULT_CURRENCY="CNY",
        CURRENCIES=["CNY"],
        HORDAK_CURRENCIES=["CNY"],
    )
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from hordak.models import Account, AccountType
    from moneyed import Money

    bank = Account.objects.create(name="bank", type=AccountType.asset, code="1", currencies=["CNY"])
    costs = [
        Account.objects.create(
            name=f"cost {n}", type=AccountType.expense, code=str(10 + n), currencies=["CNY"]
        )
        for n in range(20)
    ]
    bank.refresh_from_db()
    start = time.perf_counter()
    for number in range(count):
        bank.transfer_to(costs[number % len(costs)], Money(1, "CNY"))
    print(count / (time.perf_counter() - start))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
