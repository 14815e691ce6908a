"""``fisc serve``: show the office on this machine."""

from __future__ import annotations

import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from fisc.doors.cli.clock import now
from fisc.doors.cli.exits import Exit
from fisc.doors.cli.voice import Json, Voice, complain
from fisc.doors.cli.working import beside
from fisc.values import Words

HOST: Final = "127.0.0.1"
APPLICATION: Final = "fisc.config.wsgi:application"
THREADS: Final = 8


def serve(
    port: Annotated[int, typer.Option(min=1, max=65_535, help="端口 · The port.")] = 8000,
    as_json: Json = False,
) -> None:
    """在本机提供网页服务 · Serve the pages on this machine only, with a worker beside them."""
    from fisc.exchange.checkup import unapplied

    voice = Voice(as_json)
    waiting = unapplied()
    if waiting:
        complain(
            Exit.ENVIRONMENT,
            Words(
                f"{len(waiting)} migrations wait; run fisc migrate or fisc demo first.",
                f"有 {len(waiting)} 个迁移未执行，请先运行 fisc migrate 或 fisc demo。",
            ),
        )
    _demand_free(port)
    address = f"http://{HOST}:{port}/"
    persons = _persons()
    voice.answer(
        {"done": True, "address": address, "persons": persons},
        Words(f"Address: {address}", f"地址：{address}"),
        *_introduced(persons),
        Words("Ctrl+C stops it.", "按 Ctrl+C 停止。"),
    )
    sys.stdout.flush()
    _make_static_folder()
    with beside():
        _run(port)


def _make_static_folder() -> None:
    # A demo finds its files by itself, but the server asks for the folder of an office.
    from django.conf import settings

    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


def _persons() -> Sequence[dict[str, str]]:
    """Return the persons of the register as a visitor may come in."""
    from fisc.registers import people

    return [
        {
            "username": person.username,
            "name": person.name_zh,
            "name_en": person.name_en,
            "role": person.role,
            "division": person.division,
        }
        for person in people.everybody(now())
    ]


def _introduced(persons: Sequence[dict[str, str]]) -> list[Words | str]:
    if not persons:
        return [Words("Nobody is registered: run fisc demo.", "还没有演示人员：请运行 fisc demo。")]
    roles: dict[str, dict[str, str]] = {}
    for person in persons:
        roles.setdefault(person["role"], person)
    lines: list[Words | str] = [
        Words("Demo persons, one of each role:", "演示人员（每个角色一位）：")
    ]
    lines += [
        f"  {p['username']:<24} {p['role']:<20} {p['name']} {p['name_en']}" for p in roles.values()
    ]
    return lines


def _demand_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            complain(
                Exit.ENVIRONMENT,
                Words(
                    f"Port {port} is taken; choose another with --port.",
                    f"端口 {port} 已被占用，请用 --port 另选。",
                ),
            )


def _run(port: int) -> None:
    try:
        from gunicorn.app.wsgiapp import WSGIApplication  # type: ignore[import-untyped]
    except ImportError:  # no gunicorn where there is no fork
        _run_plainly(port)
        return
    # One process with threads: the embedded store has one writer anyway.
    sys.argv = ["fisc", "--bind", f"{HOST}:{port}", "--workers", "1", "--threads", str(THREADS)]
    sys.argv += ["--log-level", "warning", APPLICATION]
    WSGIApplication("%(prog)s [OPTIONS]", prog="fisc").run()


def _run_plainly(port: int) -> None:
    from socketserver import ThreadingMixIn
    from wsgiref.simple_server import WSGIServer, make_server

    from django.core.wsgi import get_wsgi_application

    class Threading(ThreadingMixIn, WSGIServer):
        """The plain server of Python, a thread for each visitor."""

        daemon_threads = True

    with make_server(HOST, port, get_wsgi_application(), server_class=Threading) as server:
        server.serve_forever()
