"""The check of an uploaded file as a job: it reads the file, and changes nothing but what is kept.

The whole of what it found replaces what was kept before, so a check that is done again from its
beginning leaves the same.
"""

from __future__ import annotations

from typing import Final

from fisc.exchange import run_files
from fisc.exchange.acts import Progress
from fisc.exchange.intake.imports import Signature
from fisc.exchange.intake.offered import KINDS, order_of, uploads
from fisc.exchange.uploads import UnknownUpload, Upload
from fisc.jobs import store
from fisc.jobs.store import JobRecord, Wanted
from fisc.jobs.tasks import CannotBeDone, Task
from fisc.values import Words

KIND: Final = "dry-run"
AT_ONCE_BYTES_MAX: Final = 256 * 1024  # what is checked while its sender waits
GONE: Final = Words(
    "The file is no longer kept here. Send it again.", "文件已不在服务器上，请重新上传。"
)


def key_of(token: str) -> str:
    """Return the key of the job that checks an upload.

    Example:
        >>> key_of("0f" * 16)
        'dry-run/0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f'
    """
    return f"{KIND}/{token}"


def is_small(upload: Upload) -> bool:
    """Say whether a file is checked at once, so that nobody waits for a worker."""
    return upload.path.stat().st_size <= AT_ONCE_BYTES_MAX


def wanted(upload: Upload, signature: Signature, result: str) -> Wanted:
    """Return the work of checking an upload for the person who sent it."""
    about = upload.about
    return Wanted(
        kind=KIND,
        key=key_of(about.token),
        asked_by=about.owner,
        division=about.division,
        subject=about.label,
        parameters={"token": about.token, "day": signature.day.isoformat()},
        result=result,
    )


def check(upload: Upload, signature: Signature) -> None:
    """Check a file while its sender waits, and keep what was found."""
    kind = KINDS[upload.about.template]
    act = kind.make(signature, upload.about.label, upload.about.answers)
    run_files.keep(upload.folder, kind.try_file(order_of(upload), act))


def job_of(token: str) -> JobRecord | None:
    """Return the job that checks an upload, where it was not checked at once."""
    return store.under(key_of(token))


def run(task: Task) -> Words:
    """Check a file and keep what was found, if the job is still this worker's.

    Raises:
        CannotBeDone: the file is gone.
        Stopped: the job is not to go on.
    """
    try:
        upload = uploads().find(task.text("token"), owner=task.job.asked_by, at=task.clock())
    except UnknownUpload as gone:
        raise CannotBeDone(GONE) from gone
    kind, about = KINDS[upload.about.template], upload.about
    signature = Signature(
        division=about.division,
        actor=about.owner,
        day=task.day("day"),
        at=task.job.asked_at,
    )
    act = kind.make(signature, about.label, about.answers)

    def heard(progress: Progress) -> None:
        task.report(progress.rows, progress.total)

    task.report(0)
    try:
        tried = kind.try_file(order_of(upload), act, progress=heard)
        rows = tried.counts.rows
        task.report(rows, rows)
        run_files.keep(upload.folder, tried)
    except FileNotFoundError as gone:
        raise CannotBeDone(GONE) from gone
    if tried.ready:
        return Words(f"{rows:,} rows are sound.", f"{rows:,} 行全部通过。")
    count = len(tried.problems) + tried.problems_left_out
    return Words(f"{count:,} problems in {rows:,} rows.", f"{rows:,} 行中有 {count:,} 处问题。")
