"""Serve the pages from this process, for browser tests and pictures: the real office, in a thread.

The browser is the Chromium of the distribution; none is downloaded.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application


class _Quiet(WSGIRequestHandler):
    """A handler that writes no line for each request."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def address_string(self) -> str:
        """Return the address without asking for a name."""
        return str(self.client_address[0])


@contextmanager
def served() -> Iterator[str]:
    """Serve the pages on a free port of this machine and yield the address.

    The server closes a thread's connections when the thread ends. Nothing that the application
    returns may do it: what a browser breaks off is thrown away by whichever thread comes by, and
    would close the connection of that one in the middle of a question.
    """
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet, ipv6=False)
    server.daemon_threads = False  # what is still answered is waited for at the end
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def chromium() -> str:
    """Return the browser of the distribution.

    Raises:
        FileNotFoundError: there is none; the message says how to get one.
    """
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        raise FileNotFoundError("There is no Chromium; run 'bash tools/provide.sh chromium'.")
    return found


@contextmanager
def browser() -> Iterator[Any]:
    """Start the browser, without a window, and yield it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu", "--headless=new"]
        )
        try:
            yield started
        finally:
            started.close()


__all__ = ["browser", "chromium", "served"]
