"""Text files are read in the encoding they have, or a person is asked; never silently wrong."""

from __future__ import annotations

import random

import pytest

from fisc.exchange.encodings import Encoding, detect, named
from fisc.exchange.problems import Problem
from fisc.exchange.reading import open_file
from fisc.exchange.tables import TEMPLATES
from tests.exchange.samples import rules, tried

HEAD = "日期,凭证号,会计科目代码,金额(元)\n"
ROWS = "2026-10-31,记-1,1001,12.00\n2026-10-31,记-1,2001,-12.00\n"


def _written(path, text, encoding):
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-16", "utf-16"),
        ("ascii", "utf-8"),
    ],
)
def test_the_usual_encodings_are_found(tmp_path, encoding, name):
    text = "a,b\n1,2\n" if encoding == "ascii" else HEAD + ROWS

    assert detect(_written(tmp_path / "x.csv", text, encoding)) == Encoding(name)


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_utf_16_with_its_mark_is_read_in_both_orders(tmp_path, order):
    path = tmp_path / "x.csv"
    path.write_bytes("\ufeff".encode(order) + (HEAD + ROWS).encode(order))

    run = tried(path, TEMPLATES["journal"])

    assert rules(run) == []
    assert run.counts.new == 2
    assert [notice.rule for notice in run.notices] == ["read-as"]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ((HEAD + ROWS).encode("utf-16-le"), "encoding-unknown"),
        ((HEAD + ROWS).encode("utf-32"), "encoding-unknown"),
        (b"caf\xe9 du monde, 5\n", "encoding-unknown"),
        ((HEAD + ROWS).encode()[:-1] + "金".encode()[:2], "encoding-damaged"),
        ((HEAD + ROWS).encode() + ROWS.encode("gb18030"), "encoding-damaged"),
        ((HEAD + "文" * 500).encode()[:100] + b"\xff" + HEAD.encode(), "encoding-damaged"),
        (b"\xff\xfea", "encoding-wrong"),
    ],
)
def test_what_cannot_be_read_with_certainty_is_asked_about(tmp_path, content, rule):
    (tmp_path / "x.csv").write_bytes(content)
    found = detect(tmp_path / "x.csv")

    assert isinstance(found, Problem)
    assert found.rule == rule


def test_a_short_text_that_reads_in_two_encodings_stops_the_import_until_someone_says(tmp_path):
    heads = "date,entry,account,amount(yuan)\n2026-10-31,一,1001,5\n"
    path = _written(tmp_path / "x.csv", heads, "gb18030")

    asked = tried(path, TEMPLATES["journal"])
    answered = tried(path, TEMPLATES["journal"], encoding="GBK")

    assert rules(asked) == [("", "encoding-unsure")]
    assert rules(answered) == []
    assert answered.preview[0].cells[1] == "一"


def test_big5_is_not_taken_for_gb18030(tmp_path):
    text = "單位,金額\n" + "教育廳,12\n財政廳,34\n" * 20
    found = detect(_written(tmp_path / "x.csv", text, "big5"))

    assert isinstance(found, Problem) or not found.certain


def test_an_encoding_that_was_named_wrongly_is_refused(tmp_path):
    path = _written(tmp_path / "x.csv", HEAD + ROWS, "gb18030")

    assert [p.rule for p in open_file(path, encoding="utf-8").problems] == ["encoding-wrong"]
    with pytest.raises(ValueError, match="'latin-1' is not an encoding that is read"):
        open_file(path, encoding="latin-1")


# Common characters, rarer ones, and ones that GB18030 writes in four bytes.
COMMON = (
    "财政厅预算单位项目金额科目支付指标收入支出教育社保卫生农业"
    "黑龙江省哈尔滨市县区的一是不了人我在有他这"
)
RARE = "鑫淼垚喆堃瑄旖旎彧"
FOUR_BYTES = "㑇㘎𠀀𡿨é"


def _sample(chance):
    def word(letters, most):
        return "".join(chance.choices(letters, k=chance.randint(1, most)))

    rows = [["单位", "项目", "备注"]]
    for _ in range(chance.randint(1, 12)):
        name = word(COMMON, 8)
        if chance.random() < 0.3:
            name += word(RARE, 2)
        if chance.random() < 0.2:
            name += word(FOUR_BYTES, 1)
        rows.append([name, word("0123456789abcXYZ", 9), word(COMMON + "，。（）、—１２", 12)])
    return rows


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_thousand_generated_files_hold_no_silent_mojibake(tmp_path, encoding):
    chance = random.Random(encoding)
    path = tmp_path / "x.csv"
    asked = 0
    for _ in range(250):
        rows = _sample(chance)
        _written(path, "\r\n".join(",".join(row) for row in rows), encoding)
        reading = open_file(path)
        if reading.problems:
            assert {p.rule for p in reading.problems} <= {"encoding-unsure", "encoding-damaged"}
            asked += 1
            continue
        assert [list(row.cells) for row in reading.sheets[0].lines] == rows

    assert asked <= 5


@pytest.mark.parametrize("seed", range(200))
def test_a_file_cut_off_anywhere_is_never_read_as_other_characters(tmp_path, seed):
    chance = random.Random(seed)
    rows = _sample(chance)
    text = "\r\n".join(",".join(row) for row in rows)
    encoding = chance.choice(["utf-8", "gb18030", "utf-16"])
    content = text.encode(encoding)
    content = content[: chance.randint(20, len(content))]
    path = tmp_path / "x.csv"
    path.write_bytes(content)

    reading = open_file(path)

    if not reading.problems:
        got = [list(row.cells) for row in reading.sheets[0].lines]
        kept = content.decode(encoding, "ignore").split("\r\n")
        assert ["".join(row) for row in got] == [
            line.replace(",", "").removesuffix("\r") for line in kept if line.strip("\r")
        ]


def test_an_encoding_that_the_file_does_not_bear_is_a_problem_and_no_fault_of_ours(tmp_path):
    """UTF-16 without its mark: what is decoded then is no error of decoding but of the stream."""
    path = tmp_path / "plain.csv"
    path.write_text("单位,金额\n甲,1\n", encoding="utf-8")

    found = named(path, "utf-16")
    assert isinstance(found, Problem)
    assert found.rule == "encoding-wrong"
