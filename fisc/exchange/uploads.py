"""Files that people have uploaded and not yet taken over, kept on the server for them alone.

Each upload is a folder under a name that cannot be guessed; nobody but its owner finds it, and it
is gone after a day. What was taken over is kept under its fingerprint, as the evidence of a batch.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from fisc.exchange.guard import KINDS
from fisc.exchange.problems import shown

LASTS: Final = timedelta(hours=24)
EACH_MAX: Final = 5  # uploads of one person at a time; the oldest gives way
TOKEN: Final = re.compile(r"[0-9a-f]{32}")
FINGERPRINT: Final = re.compile(r"[0-9a-f]{64}")
_ABOUT: Final = "about.json"
_TAKEN: Final = "taken"
_OURS_ALONE: Final = 0o700
_WRITE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL


class UnknownUpload(LookupError):
    """There is no such upload, it is somebody else's, or it has run out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is known of an upload before its first byte: whose it is and what it is to become.

    ``token`` was drawn by chance at a door. ``answers`` are what the person said about the file
    (unit, encoding, number of the draft), by name, as text.
    """

    token: str
    owner: str
    name: str
    template: str
    division: str
    kept_at: datetime
    answers: Mapping[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """What the person calls the file, with hidden characters made visible."""
        return shown(Path(self.name).name)


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload that is there: what is known of it, and the folder that holds it."""

    about: About
    folder: Path

    @property
    def path(self) -> Path:
        """The file itself; its ending is one that is read, or none."""
        ending = Path(self.about.name.lower()).suffix
        return self.folder / f"file{ending if ending in KINDS else ''}"


class Uploads:
    """The uploads of an office, in a folder that only the office itself can open."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, pieces: Iterable[bytes], about: About, *, waiting: bool = True) -> Upload:
        """Keep a file piece by piece; uploads that have run out give way.

        One that is not ``waiting`` is gone again when its request has been answered, so nothing of
        its owner gives way to it.

        Raises:
            ValueError: the token is none.
        """
        if not TOKEN.fullmatch(about.token):
            raise ValueError(f"{about.token!r} is no token; draw 32 hexadecimal digits.")
        self._give_way(about.owner if waiting else "", about.kept_at)
        upload = Upload(about, self._folder / about.token)
        upload.folder.mkdir(mode=_OURS_ALONE, parents=True)
        with os.fdopen(os.open(upload.path, _WRITE, 0o600), "wb") as file:
            for piece in pieces:
                file.write(piece)
        (upload.folder / _ABOUT).write_text(_written(about), encoding="utf-8")
        return upload

    def find(self, token: str, *, owner: str, at: datetime) -> Upload:
        """Return an upload of this person.

        Raises:
            UnknownUpload: there is none, it is somebody else's, or it has run out.
        """
        found = self._read(token) if TOKEN.fullmatch(token) else None
        if found is None or found.about.owner != owner or _run_out(found.about, at):
            raise UnknownUpload(f"There is no upload {token} of {owner}.")
        return found

    def discard(self, upload: Upload) -> None:
        """Throw an upload away."""
        shutil.rmtree(upload.folder, ignore_errors=True)

    def clear(self, at: datetime) -> int:
        """Throw away every upload that has run out; return how many there were."""
        gone = [found for found in self._every() if _run_out(found.about, at)]
        for found in gone:
            self.discard(found)
        return len(gone)

    def take(self, upload: Upload, fingerprint: str) -> None:
        """Keep the file of an upload that was taken over, and forget the rest of it."""
        target = self._folder / _TAKEN
        target.mkdir(mode=_OURS_ALONE, exist_ok=True)
        upload.path.replace(target / fingerprint)
        self.discard(upload)

    def taken(self, fingerprint: str) -> Path | None:
        """Return the file of this fingerprint that was taken over, if it is kept here."""
        path = self._folder / _TAKEN / fingerprint
        return path if FINGERPRINT.fullmatch(fingerprint) and path.is_file() else None

    def _give_way(self, owner: str, at: datetime) -> None:
        mine = []
        for found in self._every():
            if _run_out(found.about, at):
                self.discard(found)
            elif found.about.owner == owner:
                mine.append(found)
        mine.sort(key=lambda found: found.about.kept_at, reverse=True)
        for found in mine[EACH_MAX - 1 :]:
            self.discard(found)

    def _every(self) -> Iterator[Upload]:
        if not self._folder.is_dir():
            return
        for folder in self._folder.iterdir():
            found = self._read(folder.name) if TOKEN.fullmatch(folder.name) else None
            if found is not None:
                yield found

    def _read(self, token: str) -> Upload | None:
        folder = self._folder / token
        try:
            said = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None  # being written, or broken off
        said["kept_at"] = datetime.fromisoformat(said["kept_at"])
        return Upload(About(**said), folder)


def _run_out(about: About, at: datetime) -> bool:
    return at - about.kept_at >= LASTS


def _written(about: About) -> str:
    said = {
        "token": about.token,
        "owner": about.owner,
        "name": about.name,
        "template": about.template,
        "division": about.division,
        "kept_at": about.kept_at.isoformat(),
        "answers": dict(about.answers),
    }
    return json.dumps(said, ensure_ascii=False)
