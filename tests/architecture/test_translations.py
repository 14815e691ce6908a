"""Everything a person reads exists in Chinese and in English."""

from __future__ import annotations

import doctest

import pytest

from tools import translations
from tools.translations import Message


def test_nothing_that_is_said_lacks_one_of_the_two_languages():
    found = list(translations.faults(*translations.gather()))

    assert not found, "\n".join(found)


PAY = Message("Pay", ("支付",), uncertain=False)


@pytest.mark.parametrize(
    ("said", "catalogues", "found"),
    [
        ({"Pay"}, {}, "zh_Hans lacks 'Pay'"),
        ({"支付"}, {}, "en lacks '支付'"),
        ({"Pay"}, {"zh_Hans": [Message("Pay", ("",), uncertain=False)]}, "leaves 'Pay' empty"),
        ({"Pay"}, {"zh_Hans": [Message("Pay", ("支付",), uncertain=True)]}, "is unsure of 'Pay'"),
        (
            {"Paid %(sum)s"},
            {"zh_Hans": [Message("Paid %(sum)s", ("已支付",), uncertain=False)]},
            "changes the places",
        ),
    ],
)
def test_a_gap_in_a_catalogue_is_found(said, catalogues, found):
    faults = list(translations.faults(said, catalogues))

    assert len(faults) == 1
    assert found in faults[0]


def test_a_message_needs_no_translation_into_its_own_language():
    assert list(translations.faults({"Pay"}, {"zh_Hans": [PAY]})) == []
    assert list(translations.faults({"¥ 100", "%(sum)s"}, {})) == []


def test_a_catalogue_is_read_with_its_plurals_and_long_lines():
    text = (
        'msgid ""\nmsgstr "Language: zh"\n\n'
        '#, fuzzy\nmsgid ""\n"One "\n"line"\nmsgstr "一\\n行"\n\n'
        'msgid "day"\nmsgid_plural "days"\nmsgstr[0] "天"\n'
    )

    assert translations.read_catalogue(text) == [
        Message("One line", ("一\n行",), uncertain=True),
        Message("day", ("天",), uncertain=False),
    ]


def test_what_a_house_says_is_gathered_from_pages_and_programs(tmp_path):
    pages = tmp_path / "fisc/doors/web/templates/pay"
    catalogue = tmp_path / "fisc/doors/web/locale/zh_Hans/LC_MESSAGES"
    pages.mkdir(parents=True)
    catalogue.mkdir(parents=True)
    (pages / "list.html").write_text('{% translate "Pay" %}', encoding="utf-8")
    (tmp_path / "fisc/doors/web/views.py").write_text("x = _('Refused')\n", encoding="utf-8")
    (catalogue / "django.po").write_text('msgid "Pay"\nmsgstr "支付"\n', encoding="utf-8")

    said, catalogues = translations.gather(tmp_path)

    assert list(translations.faults(said, catalogues)) == [
        "zh_Hans lacks 'Refused'; add it to the catalogue."
    ]


def test_the_examples_of_the_module_hold():
    assert doctest.testmod(translations).failed == 0
