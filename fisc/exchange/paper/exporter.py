"""Print the records of a template: what the command line exports, as an official table on paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO, Final

from fisc.exchange import templates
from fisc.exchange.exports import About, Content, Exported, Record, label
from fisc.exchange.official import Column, Kind, Row, Table, Value
from fisc.exchange.paper.printing import ROWS_MAX, NotPrinted, Paper, Print, write_paper
from fisc.exchange.templates import Template
from fisc.values import Words

_KINDS: Final = {
    templates.Kind.MONEY: Kind.AMOUNT,
    templates.Kind.CODE: Kind.CODE,
    templates.Kind.DATE: Kind.DAY,
}
_UNIT: Final = Words("Unit: {unit}", "单位：{unit}")
_ROWS: Final = Words("Number of rows", "行数")
_FINGERPRINT: Final = Words("Fingerprint", "校验指纹")
_EXPORTED: Final = Words("Exported at", "导出时间")
_SIGNED: Final = (Words("Filled in by:", "制表："), Words("Reviewed by:", "复核："))
_CONTINUED: Final = Words("(continued)", "（续）")
_NOTHING: Final = Words("No rows.", "无数据。")


@dataclass(frozen=True, slots=True)
class PaperExporter:
    """PDF in A4 or A3; the head on every page, below it who signs, the rows and the fingerprint."""

    ending: str = ".pdf"
    paper: Paper = Paper.A4
    fonts: tuple[str, ...] = ()

    def write(
        self, target: BinaryIO, template: Template, records: Iterable[Record], about: About
    ) -> Exported:
        """Write the records of a template, and say what was written.

        Raises:
            NotPrinted: there is no paper, and why.
        """
        content = Content(template)
        rows = tuple(
            Row(
                tuple(
                    _value(one, value, about)
                    for one, value in zip(template.columns, values, strict=True)
                )
            )
            for values in content.over(records)
        )
        if len(rows) > ROWS_MAX:
            raise NotPrinted(
                Words(
                    f"{len(rows):,} rows are too many for paper, which holds {ROWS_MAX:,}",
                    f"共 {len(rows):,} 行，超过打印上限 {ROWS_MAX:,} 行",
                ),
                again=False,
            )
        done = content.exported
        write_paper(target, [_table(template, rows, done, about)], self._how(about))
        return done

    def _how(self, about: About) -> Print:
        return Print(
            paper=self.paper,
            language=about.language,
            made=about.exported_at,
            fonts=self.fonts,
            signed=tuple((one.said(about.language), "") for one in _SIGNED),
            continued=_CONTINUED.said(about.language),
            nothing=_NOTHING.said(about.language),
        )


def _table(template: Template, rows: tuple[Row, ...], done: Exported, about: About) -> Table:
    language = about.language
    unit = about.unit.words.said(language)
    return Table(
        key=template.key,
        title=template.name.said(language),
        heading="",
        unit=about.unit,
        unit_said=unit,
        unit_line=_UNIT.filled(unit=unit).said(language),
        columns=tuple(
            Column(one.name.said(language), _KINDS.get(one.kind, Kind.TEXT))
            for one in template.columns
        ),
        rows=rows,
        count=len(rows),
        definition="",
        source="",
        notes=(
            (_ROWS.said(language), f"{done.rows:,}"),
            (_EXPORTED.said(language), f"{about.exported_at:%Y-%m-%d %H:%M}"),
            (_FINGERPRINT.said(language), done.fingerprint),
            *(("", remark.said(language)) for remark in about.remarks),
        ),
    )


def _value(column: templates.Column, value: templates.Value, about: About) -> Value:
    if value is None:
        return ""
    if isinstance(value, int):
        return str(value)
    return label(column, value, about.language) if isinstance(value, str) else value
