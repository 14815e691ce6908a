"""Files that the tests send to the pages, and the ways through them."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from fisc.doors.web import clock
from fisc.exchange.dryruns import Order, apply, dry_run
from fisc.exchange.intake.imports import Signature
from fisc.exchange.intake.indicators import IndicatorsAct
from fisc.exchange.tables.indicators import INDICATORS
from fisc.exchange.uploads import About, Upload, Uploads
from fisc.jobs import dry_runs
from fisc.jobs.worker import Office
from tests.stages.town import DAY, MAKER, NOON, SCHOOL, SCHOOL_RUNNING, TOWN

HEAD = ["指标编号", "指标文号", "区划代码", "单位代码", "项目代码", "功能分类", "部门经济分类"]
HEAD += ["政府经济分类", "资金性质", "指标金额(元)", "下达日期", "指标说明"]
FILE = "指标.csv"


def row(number: int, yuan: str = "1000.50", **changes: str) -> list[str]:
    """Return a line of a file of indicators; columns may be changed by their heads."""
    values = [f"IND-2026-239900-{number}", "财预〔2026〕1号", TOWN, SCHOOL, SCHOOL_RUNNING]
    values += ["2050202", "30201", "50502", "111", yuan, "2026-03-02", f"用途{number}"]
    named = dict(zip(HEAD, values, strict=True)) | changes
    return [named[head] for head in HEAD]


def text(*rows: list[str], head: list[str] | None = None) -> bytes:
    """Return rows as a CSV file with the mark of UTF-8."""
    file = io.StringIO(newline="")
    csv.writer(file).writerows([head or HEAD, *rows])
    return file.getvalue().encode("utf-8-sig")


def keep(
    token: str, content: bytes, name: str = FILE, owner: str = MAKER, at: Any = NOON
) -> Upload:
    """Keep an upload on the server as a page would."""
    about = About(
        token=token,
        owner=owner,
        name=name,
        template=INDICATORS.key,
        division=str(TOWN),
        kept_at=at,
    )
    return Uploads(settings.HOME / "uploads").keep([content], about)


def bring_in(*numbers: int) -> None:
    """Import indicators as the budget officer of the town; they become drafts."""
    upload = keep("f" * 32, text(*(row(number) for number in numbers)))
    act = IndicatorsAct(Signature(division=TOWN, actor=MAKER, day=DAY, at=NOON), file=FILE)
    tried = dry_run(Order(path=upload.path, name=FILE, template=INDICATORS), act)
    done = apply(tried, act)
    assert done.receipt.done, done
    Uploads(settings.HOME / "uploads").take(upload, tried.fingerprint)


def send(browser, content: bytes, name: str = FILE, table: str = "indicators", **more: str):
    """Send a file; return the answer."""
    file = SimpleUploadedFile(name, content)
    return browser.post("/imports/new", {"table": table, "file": file, **more})


def tried(browser, content: bytes, name: str = FILE, table: str = "indicators", **more: str) -> str:
    """Send a file, let a worker check it if it is large, and return the address of its dry run."""
    run = sent(browser, content, name, table, **more)
    job = dry_runs.job_of(run.rsplit("/", 1)[-1])
    if job is not None:
        Office("papers", clock.now).step(job.number)
    return run


def sent(browser, content: bytes, name: str = FILE, table: str = "indicators", **more: str) -> str:
    """Send a file and return the address of its dry run, which may still have to be made."""
    answer = send(browser, content, name, table, **more)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def taken(browser, content: bytes, name: str = FILE, table: str = "indicators", **more: str) -> str:
    """Send a file, take it over, and return the address of its batch."""
    answer = browser.post(f"{tried(browser, content, name, table, **more)}/take-over")
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def counts(page) -> list[int]:
    """Return new, changed, unchanged, conflicts and problems of a dry run."""
    html = page.content.decode()
    figures = re.search(r'<dl class="figures"(.*?)</dl>', html, re.DOTALL)
    assert figures, html
    return [int(found.replace(",", "")) for found in re.findall(r"<dd>([\d,]+)</dd>", figures[1])]
