"""No template prints a figure past the filters, and the checker finds each way to do so."""

from __future__ import annotations

import pytest

from tools import bare_figures

FIGURES = {"paid", "rate", "today", "count"}
BARE = {
    "an amount": "<td>{{ found.paid }}</td>",
    "an amount through another filter": "<td>{{ found.paid|default:'—' }}</td>",
    "a share": "{{ whole.execution.rate }}",
    "a day": "{{ page.today }}",
    "a count": "{{ count }}",
    "a figure of a sentence": "{% blocktranslate with n=one.paid %}{{ n }}{% endblocktranslate %}",
    "a unit that nobody chooses": "{{ found.paid|money:unit }}",
    "yuan whatever the unit": "{{ found.paid|yuan }}",
    "a figure that is written in": "<td>1,234.50</td>",
}
THROUGH = (
    "{{ found.paid|money:page.unit }} {{ whole.execution.rate|percent }} {{ page.today|day }}"
    "{% blocktranslate trimmed with count=found|length|count %}of 12 months: {{ n }}"
    "{% endblocktranslate %}<h2 class='w-2'>{{ found.name }}</h2><kbd>7</kbd>{# 5 #}"
)


def test_every_figure_of_every_template_goes_through_its_filter():
    assert not list(bare_figures.complaints())


@pytest.mark.parametrize("planted", BARE.values(), ids=BARE)
def test_a_bare_figure_is_found(planted):
    assert len(list(bare_figures.bare("page.html", planted, FIGURES))) == 1


def test_what_goes_through_a_filter_is_let_through():
    assert not list(bare_figures.bare("page.html", THROUGH, FIGURES))
    assert not list(bare_figures.bare("payment.html", "{{ found.paid|yuan }}", FIGURES))


def test_the_house_knows_which_names_are_figures():
    found = bare_figures.house()

    assert {"paid", "applied", "frozen", "rate", "balance"} <= found
    assert not found & {"label", "title", "href", "code"}


def test_what_is_let_through_as_text_stands_there():
    for name, expression in bare_figures.TEXT:
        (path,) = bare_figures.TEMPLATES.rglob(name)
        assert expression in path.read_text(encoding="utf-8")
