"""What can be wrong with a Fiscal Data Package: its descriptor, its files, its values."""

from __future__ import annotations

from typing import Final

from fisc.exchange.sayings.kinds import rule

PACKAGES: Final = {
    "package-descriptor-missing": rule(
        "没有找到描述文件 datapackage.json（{value}）。",
        "请选择含 datapackage.json 的文件夹或 .zip 文件。",
        "There is no descriptor datapackage.json ({value}).",
        "Choose a folder or a .zip file that holds a datapackage.json.",
    ),
    "package-descriptor-broken": rule(
        "描述文件 datapackage.json 无法理解：{value}。",
        "请按财政数据包规范改正描述文件。",
        "The descriptor datapackage.json is not understood: {value}.",
        "Put the descriptor right, as the Fiscal Data Package describes it.",
    ),
    "package-path-unsafe": rule(
        "描述文件指向数据包以外的文件“{value}”。",
        "请把文件放入数据包，并写相对路径。",
        "The descriptor names a file outside the package: “{value}”.",
        "Put the file into the package and name it by a path within it.",
    ),
    "package-file-missing": rule(
        "数据包中没有文件“{value}”。",
        "请补上该文件，或改正描述文件中的路径。",
        "The package does not hold the file “{value}”.",
        "Add the file, or put right its path in the descriptor.",
    ),
    "package-hash-differs": rule(
        "文件“{value}”与描述文件登记的指纹不符。",
        "文件可能被改动或截断；请重新取得数据包。",
        "The file “{value}” does not have the fingerprint that the descriptor names.",
        "It may have been changed or cut off; fetch the package again.",
    ),
    "package-separator": rule(
        "不读取以“{value}”分隔的文件。",
        "请以逗号、分号或制表符分隔后重新打包。",
        "A file separated by “{value}” is not read.",
        "Separate it by commas, semicolons or tabs and pack it again.",
    ),
    "package-column-missing": rule(
        "表头没有描述文件中的列“{value}”。",
        "请补上该列，或改正描述文件。",
        "The head lacks the column “{value}” that the descriptor names.",
        "Add the column, or put the descriptor right.",
    ),
    "package-not-a-number": rule(
        "列“{name}”的“{value}”不是数字。",
        "请改为数字，或在描述文件中写明小数点和千分位符号。",
        "“{value}” in column “{name}” is not a number.",
        "Write a number, or name its decimal and group characters in the descriptor.",
    ),
    "package-not-whole": rule(
        "列“{name}”的“{value}”不是整数。",
        "请改为整数，或在描述文件中把类型写为 number。",
        "“{value}” in column “{name}” is not a whole number.",
        "Write a whole number, or give the column the type number in the descriptor.",
    ),
    "package-no-amounts": rule(
        "数据包没有写明哪一列是金额。",
        "请在描述文件中给金额列标注 value 类型。",
        "The package does not say which column holds amounts.",
        "Give the column of amounts the type value in the descriptor.",
    ),
    "package-not-a-budget": rule(
        "数据包没有可以导入的预算表：缺少{value}。",
        "请按本系统导出的数据包补齐列类型；只看合计可用 package-totals。",
        "The package has no table of a budget to import: it lacks {value}.",
        "Type its columns as in a package exported here; package-totals gives its totals.",
    ),
    "package-phase-unclear": rule(
        "数据包有多列金额（{value}），不能确定导入哪一列。",
        "请用 --phase 指明预算阶段。",
        "The package has several columns of amounts ({value}).",
        "Name the phase to import with --phase.",
    ),
    "package-currency": rule(
        "金额的币种是“{value}”，预算以人民币（CNY）记账。",
        "只看合计可用 package-totals。",
        "The amounts are in “{value}”; budgets are kept in CNY.",
        "Only its totals can be had, by package-totals.",
    ),
    "package-other-year": rule(
        "该行属于 {value} 年度，不是要导入的年度。",
        "请核对年度，或删去其他年度的行。",
        "The row is of the year {value}, not of the year to import.",
        "Check the year, or leave out the rows of other years.",
    ),
    "package-other-place": rule(
        "该行属于区划 {value}，不是要导入的区划。",
        "请核对区划，或删去其他区划的行。",
        "The row is of the division {value}, not of the one to import into.",
        "Check the division, or leave out the rows of others.",
    ),
}
