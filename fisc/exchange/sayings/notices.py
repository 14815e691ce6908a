"""What was accepted as it is, and is told so that nobody is surprised."""

from __future__ import annotations

from typing import Final

from fisc.exchange.sayings.kinds import notice

NOTICES: Final = {
    "number-as-text": notice(
        "数字是以文本保存的，已按数字读取。",
        "The number is kept as text and was read as a number.",
    ),
    "full-width": notice(
        "全角字符已按半角读取。",
        "Full-width characters were read as ordinary ones.",
    ),
    "thousands": notice("千分位逗号已略去。", "Separators of thousands were left out."),
    "scaled": notice(
        "数字后面写了元、万或亿，按所写的单位读取，例如“{value}”。",
        "The figure names its own unit, which was used, as in “{value}”.",
    ),
    "currency-sign": notice("货币符号已略去。", "The sign of currency was left out."),
    "minus-sign": notice(
        "排版用的负号已按普通负号读取。",
        "A typographic minus was read as a plain one.",
    ),
    "code-as-number": notice(
        "代码是以数字保存的，已按文本读取；如有前导 0 请核对，例如“{value}”。",
        "The code is kept as a number and was read as text; check leading zeros, as in “{value}”.",
    ),
    "text-from-number": notice(
        "文字列里是数字，已按文本读取。",
        "A number in a column of text was read as text.",
    ),
    "trimmed": notice(
        "首尾的空格已略去。",
        "Blanks at the beginning or end were left out.",
    ),
    "normalised": notice(
        "字形已统一为标准写法（NFC）。",
        "Composed characters were brought to their standard form (NFC).",
    ),
    "private-glyph": notice(
        "含有自造字“{value}”，在别的电脑上可能显示成别的字。",
        "The text “{value}” holds a private character, which may look different elsewhere.",
    ),
    "date-compact": notice(
        "八位数字已按日期读取，例如“{value}”。",
        "Eight digits were read as a date, as in “{value}”.",
    ),
    "column-unused": notice(
        "列“{value}”不在模板里，没有读取。",
        "The column “{value}” is not in the template and was not read.",
    ),
    "sheet-hidden": notice(
        "隐藏的工作表“{value}”没有读取。",
        "The hidden sheet “{value}” was not read.",
    ),
    "sheet-unread": notice(
        "工作表“{value}”没有本模板的表头，没有读取。",
        "The sheet “{value}” has no head of this template and was not read.",
    ),
    "read-as": notice(
        "文件按 {value} 编码读取，请对照预览。",
        "The file was read as {value}; compare the preview.",
    ),
}
