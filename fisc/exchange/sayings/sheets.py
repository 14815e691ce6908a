"""What can be wrong with a sheet, its head or a line."""

from __future__ import annotations

from typing import Final

from fisc.exchange.sayings.kinds import rule

SHEETS: Final = {
    "sheet-empty": rule(
        "工作表是空的。",
        "请填入数据，或确认上传的是正确的文件。",
        "The sheet is empty.",
        "Fill in the data, or check that this is the right file.",
    ),
    "no-rows": rule(
        "表头下面没有数据。",
        "请在表头下填入数据。",
        "There is no data below the head.",
        "Fill in rows below the head.",
    ),
    "head-missing": rule(
        "前 {limit} 行里找不到本模板的表头。",
        "请下载模板，或把列名改为：{names}。",
        "No head of this template is in the first {limit} rows.",
        "Download the template, or name the columns: {names_en}.",
    ),
    "head-merged": rule(
        "表头有合并单元格（{value}），无法对应列。",
        "请取消合并，让每一列在同一行各有自己的列名。",
        "The head has merged cells ({value}), so columns cannot be told apart.",
        "Unmerge them, so that each column has its own name in one row.",
    ),
    "column-missing": rule(
        "缺少必填列“{name}”。",
        "请补上这一列，列名写“{name}”或“{name_en}”。",
        "The required column “{name_en}” is missing.",
        "Add it, with the head “{name}” or “{name_en}”.",
    ),
    "column-twice": rule(
        "“{name}”出现了两次。",
        "请只保留一列。",
        "“{name}” stands twice.",
        "Keep one of the columns.",
    ),
    "unit-missing": rule(
        "金额列“{name}”没有写单位。",
        "请在列名里写明，如“{name}(元)”或“{name}(万元)”。",
        "The amounts “{name}” have no unit.",
        "Write it in the head, as in “{name}(元)” or “{name}(万元)”.",
    ),
    "unit-conflict": rule(
        "列名写的单位是{value}，而文件其他地方写的是{other}。",
        "请统一单位；改单位时数字也要一起换算。",
        "The head says {value_en}, but elsewhere the file says {other_en}.",
        "Use one unit; when it is changed, the figures have to change with it.",
    ),
    "template-other": rule(
        "这个文件是“{value}”模板，不是“{name}”。",
        "请换到对应的导入页面，或换一个文件。",
        "This file belongs to the template “{value}”, not “{name_en}”.",
        "Go to the page of that template, or choose another file.",
    ),
    "template-version": rule(
        "文件的模板版本是 {value}，现行版本是 {wanted}。",
        "请重新下载模板，把数据复制过去。",
        "The file has version {value} of the template; the version in use is {wanted}.",
        "Download the template again and copy the data into it.",
    ),
    "mark-other": rule(
        "这个文件是 {value} 的，不是 {wanted} 的。",
        "请选对区划和年度，或重新导出。",
        "The file is of {value}, not of {wanted}.",
        "Choose the right division and year, or export again.",
    ),
    "row-wide": rule(
        "本行有 {value} 个单元格，表头只有 {wanted} 列。",
        "文字里的逗号或引号可能没有按 CSV 规则书写；请检查本行。",
        "The row has {value} cells, the head only {wanted}.",
        "A comma or quotation mark inside a text may not be quoted; check this row.",
    ),
    "row-narrow": rule(
        "本行只有 {value} 个单元格，表头有 {wanted} 列。",
        "请检查本行是否缺列或被换行截断。",
        "The row has only {value} cells, the head {wanted}.",
        "Check whether a column is missing or a line break cut the row.",
    ),
    "cell-without-head": rule(
        "这个单元格有内容“{value}”，所在的列没有列名。",
        "请补上列名，或清空这个单元格。",
        "The cell holds “{value}”, but its column has no head.",
        "Give the column a head, or clear the cell.",
    ),
    "csv-broken": rule(
        "从这一行起无法按 CSV 规则读取（{value}）。",
        "请检查引号是否成对，或另存为 .xlsx。",
        "From this row on the file does not follow the rules of CSV ({value}).",
        "Check that quotation marks come in pairs, or save it as .xlsx.",
    ),
    "json-broken": rule(
        "这一行不是一个 JSON 对象（{value}）。",
        "每行写一个 {{…}}，键不重复，值只用文字、数字、true/false 或 null。",
        "The line is not one JSON object ({value}).",
        "Write one {{…}} per line, no key twice, values text, number, true/false or null.",
    ),
    "key-unknown": rule(
        "键“{value}”不在第一行的键里。",
        "请改正键名，或在第一行也写上它。",
        "The key “{value}” is not among those of the first line.",
        "Correct the key, or write it in the first line too.",
    ),
}
