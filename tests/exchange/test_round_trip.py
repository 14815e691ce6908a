"""What was exported and not edited is read back without a single difference."""

from __future__ import annotations

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fisc.exchange.amounts import Unit, read_amount, written
from fisc.exchange.characters import mark, unmark
from fisc.exchange.dryruns import entries_of
from fisc.exchange.exports import About
from fisc.exchange.text_exports import CsvExporter, JsonLinesExporter
from fisc.exchange.workbook_exports import WorkbookExporter
from fisc.values import Money
from tests.exchange.samples import (
    ALL_TEMPLATES,
    ALL_UNITS,
    EVERY_KIND,
    INSTANT,
    moneys,
    records_of,
    rules,
    tried,
    written_by,
)

EXPORTERS = (WorkbookExporter(), CsvExporter(), JsonLinesExporter())
together = pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda exporter: exporter.ending)


@together
@pytest.mark.parametrize("template", ALL_TEMPLATES, ids=lambda template: template.key)
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_export_and_import_without_edits_changes_nothing(tmp_path, exporter, template, data):
    records = data.draw(records_of(template))
    language = data.draw(st.sampled_from(("zh", "en")))
    unit = data.draw(st.sampled_from(ALL_UNITS))
    path = tmp_path / f"table{exporter.ending}"
    written_by(exporter, path, template, records, language=language, unit=unit)

    run = tried(path, template)
    # A short CSV without Chinese may look like another encoding; then a person has to say so.
    if any(rule == "encoding-unsure" for _, rule in rules(run)):
        run = tried(path, template, encoding="utf-8-sig")

    assert rules(run) == []
    assert run.counts.new == len(records)
    assert [dict(entry.values) for entry in entries_of(run)] == records
    assert not any(entry.cleared for entry in entries_of(run))


@given(amount=moneys, unit=st.sampled_from(Unit))
def test_an_amount_that_was_written_is_read_as_the_same_amount(amount, unit):
    assert read_amount(written(amount, unit), unit).money == amount


@given(st.text(alphabet="'=+-@\t\r＝＋－＠—#N/A!REF甲a", max_size=8))
def test_the_apostrophe_is_set_and_removed_without_a_trace(text):
    assert unmark(mark(text)) == text


@given(st.text(alphabet="'=+-@甲a", max_size=6), st.text(alphabet="'=+-@甲a", max_size=6))
def test_no_two_texts_are_written_alike(one, other):
    assert (mark(one) == mark(other)) == (one == other)


@together
def test_the_fingerprint_of_an_export_depends_on_its_content_alone(exporter):
    def exported(amount, **about):
        records = [{"text": "甲", "amount": Money(amount)}]
        about = About(exported_at=INSTANT, **about)
        return exporter.write(io.BytesIO(), EVERY_KIND, records, about)

    plain = CsvExporter().write(
        io.BytesIO(),
        EVERY_KIND,
        [{"text": "甲", "amount": Money(5)}],
        About(exported_at=INSTANT),
    )

    assert plain.rows == 1
    assert exported(5) == exported(5, language="en", unit=Unit.WAN) == plain
    assert exported(6) != plain
