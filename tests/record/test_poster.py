"""What is handed to the poster is answered as if it had been posted alone, whatever happens."""

from __future__ import annotations

import socket
import stat
import threading
from collections import Counter
from contextlib import contextmanager

import pytest
from django.db import transaction

from fisc.record import poster as poster_module
from fisc.record.book import Book
from fisc.record.gathered import GatheredBook, PosterFault
from fisc.record.poster import ANSWER, HEAD, SIZE, UNREADABLE, Poster, PosterThere, packed
from fisc.record.postings import Act, Fate, Posting
from tests.databases import fresh
from tests.record.people import DAY, GENERAL, NOON, apply, confirm, funding, line, move, voucher
from tests.record.test_posting import balances
from tests.record.test_sets import everything, prepare, stream

CALLERS = 8


@contextmanager
def serving(book, folder):
    """Let a poster serve from a thread, and hand over a book that posts through it."""
    ready, stop = threading.Event(), threading.Event()
    poster = Poster(book, folder / "poster.sock")
    worker = threading.Thread(target=poster.serve, args=(stop.is_set, ready.set))
    worker.start()
    assert ready.wait(20)
    gathered = GatheredBook(poster.path, book.using)
    try:
        yield gathered, poster
    finally:
        gathered.close()
        stop.set()
        worker.join(20)
        assert not worker.is_alive()


def in_threads(act, count=CALLERS):
    threads = [threading.Thread(target=act, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.writes
@pytest.mark.parametrize("seed", range(3))
def test_the_same_stream_has_the_same_answers_and_balances(seed, book, tmp_path, request):
    cluster = None
    if book.connection.vendor == "postgresql":
        cluster = request.getfixturevalue("postgres_cluster")
    twin = Book(fresh(book.connection.vendor, tmp_path, cluster, alias="twin"))
    for each in (book, twin):
        prepare(each)
    with serving(book, tmp_path) as (gathered, poster):
        through = [gathered.post(v, actor="a", at=NOON) for v in stream(seed)]
        assert poster.posted > 0
    alone = [twin.post(v, actor="a", at=NOON) for v in stream(seed)]
    standing = everything(twin)
    twin.close()

    assert Counter(r.fate for r in through).keys() >= {Fate.ACCEPTED, Fate.REPEATED, Fate.REFUSED}
    assert [(r.fate, r.refusal) for r in through] == [(r.fate, r.refusal) for r in alone]
    assert everything(book) == standing


@pytest.mark.writes
def test_many_callers_run_an_indicator_dry_and_not_beyond(book, tmp_path):
    pot = line()
    for each in funding(pot, 1000):
        book.post(each, actor="a", at=NOON)
    fates: list[Fate] = []
    with serving(book, tmp_path) as (gathered, poster):

        def ask(number):
            for turn in range(20):
                answer = gathered.post(apply(pot, 30, f"{number}/{turn}"), actor="a", at=NOON)
                fates.append(answer.fate)
            gathered.close()

        in_threads(ask)
        assert poster.sets < poster.posted  # some waited together

    assert Counter(fates) == {Fate.ACCEPTED: 33, Fate.REFUSED: CALLERS * 20 - 33}
    assert balances(book, pot) == (10, 990, 0)


@pytest.mark.writes
def test_a_resolution_through_the_poster_is_checked_against_its_application(book, tmp_path):
    pot = line()
    for each in (*funding(pot, 1000), apply(pot, 400, "PAY-2026-1-1")):
        book.post(each, actor="a", at=NOON)
    with serving(book, tmp_path) as (gathered, _):
        over = gathered.post(confirm(pot, 450, 0, "PAY-2026-1-1"), actor="a", at=NOON)
        right = gathered.post(confirm(pot, 390, 10, "PAY-2026-1-1"), actor="a", at=NOON)

    assert (over.fate, right.fate) == (Fate.REFUSED, Fate.ACCEPTED)
    assert over.refusal.steps
    assert balances(book, pot) == (610, 0, 390)


def test_one_bad_request_does_not_spoil_the_others(book, tmp_path, monkeypatch):
    pot = line()
    for each in funding(pot, 1000):
        book.post(each, actor="a", at=NOON)
    strange = line("IND-9")
    answers: dict[int, object] = {}
    with serving(book, tmp_path) as (gathered, _):
        gathered._opened.add(strange.number)  # as if somebody had opened it

        def ask(number):
            asked = strange if number == 3 else pot
            try:
                answers[number] = gathered.post(
                    apply(asked, 10, f"k{number}"), actor="a", at=NOON
                ).fate
            except PosterFault as fault:
                answers[number] = fault
            gathered.close()

        in_threads(ask)

    assert "never opened" in str(answers.pop(3))
    assert set(answers.values()) == {Fate.ACCEPTED}


def test_without_a_poster_the_book_posts_itself(book, tmp_path):
    pot = line()
    alone = GatheredBook(tmp_path / "nobody.sock", book.using)

    fates = [alone.post(v, actor="a", at=NOON).fate for v in funding(pot, 50)]

    assert set(fates) == {Fate.ACCEPTED}
    assert balances(book, pot) == (50, 0, 0)


def test_a_poster_that_goes_away_is_done_without(book, tmp_path):
    pot = line()
    with serving(book, tmp_path) as (gathered, _):
        first = [gathered.post(v, actor="a", at=NOON).fate for v in funding(pot, 50)]
    later = gathered.post(apply(pot, 20, "k"), actor="a", at=NOON)

    assert {*first, later.fate} == {Fate.ACCEPTED}
    assert balances(book, pot) == (30, 20, 0)


def test_what_stands_in_an_act_is_posted_in_the_act(book, tmp_path):
    pot = line()
    for each in funding(pot, 50):
        book.post(each, actor="a", at=NOON)
    with serving(book, tmp_path) as (gathered, poster):
        with gathered.act():
            gathered.post(apply(pot, 20, "k"), actor="a", at=NOON)
            transaction.set_rollback(True, using=book.using)
        assert poster.posted == 0

    assert balances(book, pot) == (50, 0, 0)


def test_the_socket_is_for_one_user_and_one_poster(book, tmp_path):
    with serving(book, tmp_path) as (gathered, _):
        assert stat.S_IMODE(gathered.path.stat().st_mode) == 0o600
        with pytest.raises(PosterThere):
            Poster(book, gathered.path).serve(lambda: True)
    assert not gathered.path.exists()


def test_a_socket_that_a_dead_poster_left_is_taken_over(book, tmp_path):
    left = tmp_path / "poster.sock"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as dead:
        dead.bind(str(left))
    with serving(book, tmp_path) as (gathered, _):
        assert gathered.post(funding(line(), 5)[0], actor="a", at=NOON).done


GOOD = packed(Posting(b"k" * 16, DAY.toordinal(), [(29, 4, 5, 100)]), Act("239901", 2026, "a", 1))
BODY = GOOD[SIZE.size :]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not a posting",
        BODY[:-1],
        BODY + b"more",
        BODY[: HEAD.size],
        BODY[:-1] + b"\xff",
    ],
    ids=["empty", "text", "cut", "longer", "without-legs", "no-text"],
)
def test_nonsense_is_told_so_and_the_line_is_closed(body, book, tmp_path):
    with serving(book, tmp_path) as (gathered, _):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as caller:
            caller.settimeout(20)
            caller.connect(str(gathered.path))
            caller.sendall(SIZE.pack(len(body)) + body)
            answer = b""
            while some := caller.recv(1_000):
                answer += some
        fate, batch, length = ANSWER.unpack_from(answer)
        assert (fate, batch) == (UNREADABLE, 0)
        assert len(answer) == ANSWER.size + length > ANSWER.size
        assert gathered.post(funding(line(), 5)[0], actor="a", at=NOON).done


def test_a_message_that_claims_to_be_endless_is_not_waited_for(book, tmp_path):
    with (
        serving(book, tmp_path) as (gathered, _),
        socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as caller,
    ):
        caller.settimeout(20)
        caller.connect(str(gathered.path))
        caller.sendall(b"\xff\xff\xff\xff")
        assert caller.recv(1) == b""


@pytest.mark.slow
@pytest.mark.writes
def test_the_server_restarts_and_every_caller_gets_its_one_effect(
    tmp_path, django_db_blocker, monkeypatch
):
    from django.db import connections

    from tests.attacks import warm
    from tests.attacks.kills import kill_server
    from tools import postgres

    with django_db_blocker.unblock(), postgres.throwaway() as cluster:
        book = warm.found(cluster)
        pot = line()
        for each in funding(pot, 10**6):
            book.post(each, actor="a", at=NOON)
        fates: list[Fate] = []
        with serving(book, tmp_path) as (gathered, _):

            def ask(number):
                for turn in range(150):
                    key = f"{number}/{turn}"
                    fates.append(gathered.post(apply(pot, 1, key), actor="a", at=NOON).fate)
                gathered.close()

            def restart():
                for _ in range(2):
                    threading.Event().wait(0.2)
                    kill_server(cluster)
                    cluster.control("start")

            # Callers open their pots before the server goes, as a running office has.
            gathered.open_pots([pot])
            gathered._opened.add(pot.number)
            restarting = threading.Thread(target=restart)
            restarting.start()
            in_threads(ask, 4)
            restarting.join()
        connections["attacked"].close()

        assert len(fates) == 600
        assert set(fates) <= {Fate.ACCEPTED, Fate.REPEATED}
        assert balances(book, pot) == (10**6 - 600, 600, 0)
        connections["attacked"].close()


def test_a_poster_gives_up_on_a_database_that_stays_away(book, tmp_path, monkeypatch):
    monkeypatch.setattr(poster_module, "PAUSES_MS", (0, 10))
    pot = line()
    for each in funding(pot, 50):
        book.post(each, actor="a", at=NOON)
    with serving(book, tmp_path) as (gathered, poster):
        gathered._opened.add(pot.number)

        def gone(wanted, *, seal):
            raise poster_module.OperationalError("the server is gone")

        monkeypatch.setattr(poster.book, "post_postings", gone)
        monkeypatch.setattr(poster.book, "connected", lambda: False)
        with pytest.raises(PosterFault, match="the server is gone"):
            gathered.post(apply(pot, 1, "k"), actor="a", at=NOON)


def test_a_virement_is_posted_through_the_poster_as_well(book, tmp_path):
    first, second = line("IND-1"), line("IND-2")
    for each in funding(first, 50):
        book.post(each, actor="a", at=NOON)
    swap = voucher("v", move("vire", second.account("executable"), first.account("executable"), 20))
    with serving(book, tmp_path) as (gathered, _):
        assert gathered.post(swap, actor="a", at=NOON).fate is Fate.ACCEPTED

    assert (balances(book, first), balances(book, second)) == ((30, 0, 0), (20, 0, 0))
    assert (swap.day, first.book) == (DAY, GENERAL)
