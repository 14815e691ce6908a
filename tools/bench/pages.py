"""Bench f: the pages of the province with 20 people at once, each kind with its 95th percentile.

The office is served as an operator would serve it, by Gunicorn with two workers. People read for a
moment between two pages; how long is said beside the figures. A second round without any pause
shows how many pages the machine makes when it does nothing else. Who asks runs on the same two
cores and takes its part of them.
"""

from __future__ import annotations

import gzip
import http.client
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

PEOPLE: Final = 20
CHECKS: Final = 3  # of what was typed, for each form that is opened
PAUSE: Final = 3.0  # seconds between an answer and the next question, on average
SECONDS: Final = 60
AIM_MS: Final = 300
WEIGHT_AIM_KIB: Final = 300
WORKERS: Final = 2
THREADS: Final = 4
_TOKEN: Final = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
_LOADED: Final = re.compile(rb'(?:src|href)="(/static/[^"]+)"')


@dataclass(slots=True)
class Visitor:
    """Somebody with a browser: keeps cookies, asks for pages, and notes how long each took."""

    port: int
    username: str
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, address: str, form: Mapping[str, str] | None = None) -> tuple[int, bytes]:
        """Ask for an address, or send a form to it; return the status and the body."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        body = None
        if form is not None:
            body = urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        link.request("POST" if form is not None else "GET", address, body, headers)
        answer = link.getresponse()
        text = answer.read()
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        link.close()
        return answer.status, text

    def come_in(self) -> None:
        """Sign in as a person of the demo.

        Raises:
            RuntimeError: the office did not let them in.
        """
        found = _TOKEN.search(self.ask("/login")[1])
        token = found.group(1).decode() if found else ""
        status, _ = self.ask("/login", {"username": self.username, "csrfmiddlewaretoken": token})
        if status != http.client.FOUND:
            raise RuntimeError(f"{self.username} could not come in: {status}.")


@dataclass(frozen=True, slots=True)
class Habit:
    """A person and the pages that they look at, each address with the kind that it counts as."""

    username: str
    pages: Sequence[tuple[str, str]]


@contextmanager
def office(environment: Mapping[str, str]) -> Iterator[int]:
    """Serve the pages on a free port until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", str(WORKERS), "--threads", str(THREADS), "--log-level", "warning"]
    server = subprocess.Popen([*command, "fisc.config.wsgi:application"], env=dict(environment))
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def habits() -> list[Habit]:
    """Return 20 people of the demo: three leaders, seven budget officers, and ten accountants.

    One leader and one officer see the whole province, which is the most that a page has to add up.
    Accountants ask for the check of what they typed three times for each form that they open.

    Raises:
        RuntimeError: the demo has fewer people than that.
    """
    from fisc.demo.cast import player
    from fisc.registers.models import Division, Person
    from fisc.stages.allot.models import Indicator

    rng = random.Random(7)
    known = set(Person.objects.values_list("username", flat=True))
    places = {
        level: rng.sample(sorted(Division.objects.filter(level=level).values_list("code")), 4)
        for level in ("prefecture", "county")
    }
    prefectures, counties = ([code for (code,) in places[level]] for level in places)
    pages = [("cockpit", "/"), ("indicator tree", "/indicators")]
    pages.append(("indicator tree by function", "/indicators?by=function"))
    seen = ("230000", prefectures[0], counties[0])
    found = [Habit(player("GOV_LEADER", place), pages[:1]) for place in seen]
    seen = ("230000", *prefectures[1:3], *counties)
    found += [Habit(player("FIN_BUDGET", place), pages) for place in seen]
    found = [habit for habit in found if habit.username in known]
    clerks = Person.objects.filter(username__startswith="unit-clerk", unit__isnull=False)
    for clerk in rng.sample(sorted(clerks, key=lambda one: one.username), len(clerks)):
        mine = Indicator.objects.filter(unit=clerk.unit_id, year=2026)[:PEOPLE]
        checks = [
            ("payment check", f"/payments/controls?{urlencode(_typed(str(one.number), rng))}")
            for one in mine
        ]
        form = ("payment form", "/payments/new")
        if checks and len(found) < PEOPLE:
            found.append(Habit(clerk.username, [*checks, *[form] * (-(-len(checks) // CHECKS))]))
    if len(found) < PEOPLE:
        raise RuntimeError(f"The demo has only {len(found)} of the {PEOPLE} people of the bench.")
    return found


def _typed(indicator: str, rng: random.Random) -> dict[str, str]:
    return {
        "indicator": indicator,
        "of_year": "2026",
        "amount": f"{rng.randint(1, 99_999)}.{rng.randint(0, 99):02}",
        "purpose": "办公用品",
        "no_invoice": "on",
    }


@dataclass(slots=True)
class Round:
    """What was measured: milliseconds by kind of page, and what did not answer well."""

    taken: dict[str, list[float]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, spent: float, status: int, address: str) -> None:
        """Keep one answer."""
        with self.lock:
            self.taken.setdefault(kind, []).append(spent * 1000)
            if status != http.client.OK:
                self.faults.append(f"{status} {address}")


def visit(
    port: int, people: Sequence[Habit], seconds: float, pause: Callable[[random.Random], float]
) -> Round:
    """Let people look at their pages for some time and return what each page took."""
    found = Round()
    visitors = [Visitor(port, one.username) for one in people]
    for one in visitors:
        one.come_in()
    end = time.perf_counter() + seconds

    def _look(order: int) -> None:
        rng = random.Random(order)
        time.sleep(pause(rng))
        while time.perf_counter() < end:
            kind, address = rng.choice(people[order].pages)
            start = time.perf_counter()
            status, _ = visitors[order].ask(address)
            found.note(kind, time.perf_counter() - start, status, address)
            time.sleep(pause(rng))

    threads = [threading.Thread(target=_look, args=(n,)) for n in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def show(found: Round, seconds: float, *, judged: bool) -> None:
    """Print the pages by kind, and how many there were in a second."""
    for kind, taken in sorted(found.taken.items()):
        ordered = sorted(taken)
        middle, high = ordered[len(ordered) // 2], ordered[int(0.95 * (len(ordered) - 1))]
        word = ("met" if high <= AIM_MS else "MISSED") if judged else ""
        aim = f", aim <= {AIM_MS} ms: {word}" if judged else ""
        print(
            f"  {kind:<28} median {middle:>6.0f} ms, 95th {high:>6.0f} ms,"
            f" most {ordered[-1]:>6.0f} ms, n={len(ordered)}{aim}"
        )
    pages = sum(map(len, found.taken.values()))
    print(f"  {pages / seconds:.1f} pages/s; answers other than 200: {len(found.faults)}")
    for fault in sorted(set(found.faults))[:3]:
        print(f"    {fault}")


def weigh(port: int, username: str, address: str) -> tuple[int, int]:
    """Return the compressed bytes of a first visit: without the charts' script, and with it."""
    visitor = Visitor(port, username)
    visitor.come_in()
    page = visitor.ask(address)[1]
    plain = charts = 0
    for name in sorted(set(_LOADED.findall(page))):
        size = len(gzip.compress(visitor.ask(name.decode())[1]))
        if b"echarts" in name:
            charts += size
        else:
            plain += size
    plain += len(gzip.compress(page))
    return plain, plain + charts


def measure(environment: Mapping[str, str]) -> None:
    """Measure and print bench f on a province that has been made."""
    from django.conf import settings

    people = habits()
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    with office(environment) as port:
        visit(port, people, 5, lambda rng: rng.random())  # the workers load what they need once
        print(
            f"\nf. Pages of the province, {len(people)} people, {WORKERS} workers of {THREADS}"
            f" threads; {PAUSE:g} s of reading between two pages on average"
        )
        found = visit(port, people, SECONDS, lambda rng: rng.expovariate(1 / PAUSE))
        show(found, SECONDS, judged=True)
        print("  The same people without any pause:")
        show(visit(port, people, SECONDS / 3, lambda _: 0.0), SECONDS / 3, judged=False)
        for kind, address in (("cockpit", "/"), ("indicators", "/indicators")):
            plain, whole = weigh(port, people[1].username, address)
            word = "met" if plain <= WEIGHT_AIM_KIB * 1024 else "MISSED"
            print(
                f"  first visit, {kind}: {plain / 1024:.0f} KiB compressed without charts"
                f" (aim <= {WEIGHT_AIM_KIB}: {word}), {whole / 1024:.0f} with"
            )
