"""Official tables on paper: every figure, its unit, a head on every page, no markup."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime
from fractions import Fraction

import pypdf
import pytest

from fisc.exchange.amounts import Unit, shown
from fisc.exchange.official import Column, Kind, Row, Table
from fisc.exchange.paper import fonts, printing, widths
from fisc.exchange.paper.printing import NotPrinted, Paper, Print, missing, write_paper
from fisc.values import Money
from tests.exchange.papers import in_order, read, said

AT = datetime(2026, 6, 30, 3, 0, 0, 123_456, tzinfo=UTC)
LONG = "黑龙江省示例市示例区人民政府示例街道办事处综合行政执法与社会治安综合治理办公室"
A4, A3 = (595, 842), (842, 1191)


def columns(amounts: int = 2) -> tuple[Column, ...]:
    return (
        Column("Code", Kind.CODE),
        Column("Name", head=True),
        *(Column(f"Amount {at}", Kind.AMOUNT, group="Amounts") for at in range(amounts)),
        Column("Rate", Kind.PERCENT),
    )


def row(at: int, name: str = "教育支出", amounts: int = 2) -> Row:
    return Row(
        (
            f"{at:05d}",
            name,
            *(Money(at * 1_000_003 + one) for one in range(amounts)),
            Fraction(1, 3),
        )
    )


def table(rows, *, unit: Unit = Unit.WAN, amounts: int = 2, **more) -> Table:
    rows = tuple(rows)
    return Table(
        key="table",
        title=more.pop("title", "预算执行情况表"),
        heading="示例市 · 2026",
        unit=unit,
        unit_said=unit.words.zh,
        unit_line=f"单位：{unit.words.zh}",
        columns=columns(amounts),
        rows=rows,
        count=len(rows),
        definition="",
        source="",
        notes=(("口径", "全部"), ("校验指纹", "8f3a" * 16)),
        **more,
    )


def how(paper: Paper = Paper.A4, **more) -> Print:
    usual = {
        "language": "zh",
        "made": AT,
        "fonts": fonts.chosen(),
        "signed": (("制表：", "周敏"), ("复核：", ""), ("日期：", "2026-06-30")),
        "address": "https://budget.example/?day=2026-06-30&unit=wan",
        "continued": "（续）",
        "nothing": "无数据",
        "number": "行次",
    }
    return Print(paper=paper, **{**usual, **more})


def printed(*tables: Table, paper: Paper = Paper.A4, **more) -> bytes:
    target = io.BytesIO()
    write_paper(target, tables, how(paper, **more))
    return target.getvalue()


def figures(one: Table) -> list[str]:
    return [
        text
        for line in one.rows
        for text in (
            line.values[0],
            *(shown(value, one.unit) for value in line.values[2:-1]),
            "33.3%",
        )
    ]


def test_what_papers_need_is_here():
    assert missing() is None


@pytest.mark.parametrize("unit", Unit)
def test_a_paper_holds_every_figure_in_order_and_its_unit(unit):
    one = table([row(at) for at in range(1, 120)], unit=unit)
    data = printed(one)

    assert in_order(figures(one), said(data)) is None
    for sheet in read(data):
        assert one.unit_line in sheet.text


def test_the_head_stands_on_every_page_and_pages_are_numbered():
    data = printed(table([row(at) for at in range(1, 200)], total=row(7, "合计")))
    sheets = read(data)

    assert len(sheets) > 3
    for number, sheet in enumerate(sheets, start=1):
        for title in ("Code", "Name", "Amounts", "Amount 0", "Amount 1", "Rate"):
            assert title in sheet.text, (number, title)
        assert f"— {number} —" in sheet.text
    assert "（续）" not in sheets[0].text
    assert all("预算执行情况表 （续）" in sheet.text for sheet in sheets[1:])
    assert "合计" in sheets[-1].text


@pytest.mark.parametrize(
    ("paper", "amounts", "size"),
    [
        (Paper.A4, 2, A4),
        (Paper.A3, 2, A3),
        (Paper.A4, 4, A4[::-1]),
        (Paper.A3, 4, A3[::-1]),
        (Paper.A4, 3, A4),
    ],
)
def test_a_paper_has_the_size_that_is_asked_and_lies_when_it_is_wide(paper, amounts, size):
    one = table([row(1, amounts=amounts)], amounts=amounts)

    assert {sheet.size for sheet in read(printed(one, paper=paper))} == {size}


def test_the_fonts_are_embedded_and_only_their_used_signs():
    data = printed(table([row(at, LONG) for at in range(1, 60)]))

    found = {name: kept for sheet in read(data) for name, kept in sheet.fonts.items()}
    assert found
    assert all(found.values()), found
    assert all(re.match(r"/[A-Z]{6}\+NotoSerifCJK", name) for name in found), found
    assert len(data) < 300_000


def test_who_signs_stands_below_with_the_fingerprint_and_a_square_that_opens_the_page():
    data = printed(table([row(1)]))
    text = said(data)

    for wanted in ("制表：周敏", "复核：", "日期：2026-06-30", "8f3a" * 16):
        assert wanted in text
    assert len(printed(table([row(1)]), address="")) < len(data)


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("amounts", [2, 5, 9])
@pytest.mark.parametrize("name", [LONG, "A" * 40, "Bureau of Transport and Public Safety of"])
def test_long_names_and_long_amounts_stay_on_the_page(paper, amounts, name):
    most = Row(("IND-2026-239900-1", name, *[Money(-(10**15))] * amounts, None))
    one = table([most, row(2, amounts=amounts)], amounts=amounts, unit=Unit.YUAN)
    data = printed(one, paper=paper)

    assert said(data).count("-10,000,000,000,000.00") == amounts
    assert re.sub(r"\s", "", name) in said(data)
    for left, right, edge in _extents(data):
        assert left >= 45
        assert right <= edge - 45


def _extents(data: bytes):
    """Yield where texts begin and end on each page, and how wide the page is."""
    for page in pypdf.PdfReader(io.BytesIO(data)).pages:
        begins: list[float] = []

        def note(text, matrix, place, _font, _size, begins=begins):
            if text.strip():
                begins.append(place[4] * matrix[0] + place[5] * matrix[2] + matrix[4])

        page.extract_text(visitor_text=note)
        yield min(begins), max(begins), float(page.mediabox.width)


HOSTILE = (
    '#import "x"', "$x^2$", "\\u{41}", "@label", "*bold* _it_", "= head", "+ item", "`raw`",
    "<script>", "'=1+1", "\"quoted\" 'too'", "// gone", "/* gone */", "[x]{y}", "~", "---",
    "#{1+1}", "https://evil.example", "-2+3", "$ #panic() $", "]#[", "\\", "0.5em",
)  # fmt: skip


def test_no_text_is_read_as_markup():
    one = table([row(at, text) for at, text in enumerate(HOSTILE)], title="#title $ * _ \\")
    text = said(printed(one))

    assert in_order(list(HOSTILE), text) is None
    assert "#title$*_\\" in text


@pytest.mark.parametrize(
    "text", ["\x00\x07", "\ud800", "a\u202eb", "𠮷😀", "e\u0301", "\u200b" * 9]
)
def test_no_sign_stops_a_paper(text):
    assert read(printed(table([row(1, f"前{text}后")])))


def test_a_table_of_nothing_is_a_paper_that_says_so():
    data = printed(table([]))

    assert "无数据" in said(data)
    assert len(read(data)) == 1


def test_one_row_is_one_page():
    assert len(read(printed(table([row(1)])))) == 1


def test_rows_are_not_split_between_pages():
    tall = [row(at, f"〔{LONG * (1 + at % 7)}〕") for at in range(1, 60)]
    sheets = read(printed(table(tall)))

    assert len(sheets) > 3
    for sheet in sheets:
        assert sheet.text.count("〔") == sheet.text.count("〕") > 0


@pytest.mark.slow
def test_ten_thousand_rows_are_one_paper():
    one = table([row(at) for at in range(1, printing.ROWS_MAX + 1)])
    data = printed(one)

    assert in_order(figures(one), said(data)) is None


def test_several_tables_begin_on_pages_of_their_own():
    data = printed(table([row(1)], title="甲表"), table([row(2)], title="乙表"))
    first, second = read(data)

    assert "甲表" in first.text
    assert "乙表" not in first.text
    assert "— 2 —" in second.text


def test_lines_are_numbered_where_formulas_are_shown():
    checks = table([row(3, "借方合计＝贷方合计")], title="勾稽关系")
    text = said(printed(table([row(1), row(2)], checks=checks, total=row(9, "合计"))))

    assert "行次" in text
    assert (
        in_order(["1", "00001", "2", "00002", "3", "合计", "勾稽关系", "借方合计＝贷方合计"], text)
        is None
    )


def test_changes_days_and_fen_are_written_as_on_the_page():
    one = Table(
        key="t", title="T", heading="", unit=Unit.WAN, unit_said="", unit_line="",
        columns=(
            Column("Day", Kind.DAY), Column("Change", Kind.CHANGE), Column("Fen", Kind.FEN),
            Column("Picture", Kind.PICTURE), Column("Rate", Kind.PERCENT),
        ),
        rows=(
            Row((date(2026, 3, 1), Money(1_500_000), Money(-1234), "<svg/>", None)),
            Row(("", Money(0), Money(0), "<svg/>", Fraction(-1, 2000))),
        ),
        count=2, definition="", source="",
    )  # fmt: skip
    text = said(printed(one))

    assert in_order(["2026-03-01", "+1.50", "-1,234", "—", "0", "-0.1%"], text) is None
    assert "svg" not in text


def test_a_machine_without_fonts_is_told_what_to_install(monkeypatch):
    monkeypatch.setattr(fonts, "folders_of", lambda _family: ())
    with pytest.raises(NotPrinted) as told:
        printed(table([row(1)]), fonts=("Noto Serif CJK SC",))

    assert not told.value.again
    assert "Noto CJK" in told.value.words.zh
    assert "Noto CJK" in told.value.words.en


def test_a_paper_that_takes_too_long_is_stopped(monkeypatch):
    monkeypatch.setattr(printing, "SECONDS_MAX", 0)
    with pytest.raises(NotPrinted) as told:
        printed(table([row(1)]))

    assert not told.value.again


def test_who_finds_others_printing_is_asked_to_come_again(monkeypatch):
    monkeypatch.setattr(printing, "WAIT_SECONDS_MAX", 0)
    for _ in range(printing.AT_ONCE_MAX):
        assert printing._slots.acquire(timeout=0)
    try:
        with pytest.raises(NotPrinted) as told:
            printed(table([row(1)]))
    finally:
        for _ in range(printing.AT_ONCE_MAX):
            printing._slots.release()

    assert told.value.again
    assert printed(table([row(1)]))


@pytest.mark.parametrize("wide", [300, 480, 700])
def test_planned_widths_fill_the_page_and_never_break_a_number(wide):
    wanted = (
        widths.Wanted(4000, 300, False),
        *[widths.Wanted(widths.width("1,234,567.89"), 200, True)] * 3,
    )
    plan = widths.planned(wanted, wide, 90)

    assert wide - len(wanted) <= sum(plan.shares) <= wide
    for want, share in list(zip(wanted, plan.shares, strict=True))[1:]:
        assert widths.room(share, plan.size) >= want.widest
