"""A large workbook is read in seconds and within the memory of a worker."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from tests.exchange.samples import measured

ROWS = 200_000
SCRIPT = """
import json, sys, time
from pathlib import Path
from fisc.exchange.dryruns import Order, dry_run
from fisc.exchange.reading import open_file
from fisc.exchange.tables import TEMPLATES

path = Path(sys.argv[1])
began = time.process_time()
rows = sum(1 for sheet in open_file(path).sheets for _ in sheet.lines)
read = time.process_time() - began
read_peak = peak_mib()
began = time.process_time()
run = dry_run(Order(path=path, name=path.name, template=TEMPLATES["indicators"]))
print(json.dumps({
    "rows": rows, "read_cpu_seconds": round(read, 1), "read_mib": read_peak,
    "tried_cpu_seconds": round(time.process_time() - began, 1),
    "tried_mib": peak_mib(),
    "new": run.counts.new, "problems": len(run.problems),
}))
"""


def _large(path: Path) -> Path:
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("指标")
    heads = ["指标编号", "指标文号", "区划代码", "单位代码", "项目代码", "功能分类", "部门经济分类"]
    heads += ["政府经济分类", "资金性质", "指标金额(元)", "下达日期", "用途"]
    for position, head in enumerate(heads):
        sheet.write_string(0, position, head)
    for row in range(1, ROWS + 1):
        texts = [f"IND-{row}", "黑财指〔2026〕1号", "239901", f"2399012{row % 900:05d}"]
        texts += [f"23990126T{row % 500:012d}", "2050201", "30201", "50201", "111"]
        for position, text in enumerate(texts):
            sheet.write_string(row, position, text)
        sheet.write_number(row, 9, row * 7 / 100)
        sheet.write_datetime(row, 10, date(2026, row % 12 + 1, row % 28 + 1), day)
        sheet.write_string(row, 11, f"办公用品采购{row % 1000}")
    book.close()
    return path


@pytest.mark.slow
def test_two_hundred_thousand_rows_of_twelve_columns(tmp_path):
    figures = measured(SCRIPT, _large(tmp_path / "large.xlsx"))
    print(figures)  # noqa: T201 - the figure is the point of this test

    assert (figures["rows"], figures["new"]) == (ROWS + 1, ROWS)
    assert figures["problems"] == 0
    assert figures["read_mib"] < 400
    assert figures["tried_mib"] < 450
    assert figures["read_cpu_seconds"] < 30
    assert figures["tried_cpu_seconds"] < 90
