"""What can be wrong with one cell or one row of data."""

from __future__ import annotations

from typing import Final

from fisc.exchange.sayings.kinds import rule

CELLS: Final = {
    "required": rule(
        "“{name}”是空的，而它必填。",
        "请填写；确实没有的，请不要上传这一行。",
        "“{name_en}” is empty, and it is required.",
        "Fill it in; leave the row out if there is nothing to say.",
    ),
    "too-long": rule(
        "“{name}”有 {length} 个字，上限为 {limit}。",
        "请缩短。",
        "“{name_en}” has {length} characters; the limit is {limit}.",
        "Make it shorter.",
    ),
    "nul": rule(
        "单元格里有空字符（NUL）。",
        "请删掉后重新键入；若整个文件如此，它可能是没有 BOM 的 UTF-16，请另存为“CSV UTF-8”。",
        "The cell holds a NUL character.",
        "Type it again; if the whole file is so, it may be UTF-16 without its mark: "
        "save it as “CSV UTF-8”.",
    ),
    "hidden-character": rule(
        "单元格里有看不见的字符（{found}）。",
        "请清空后重新键入，不要从网页或聊天窗口粘贴。",
        "The cell holds a character that cannot be seen ({found}).",
        "Clear it and type it again instead of pasting it.",
    ),
    "replacement-character": rule(
        "单元格里有“�”，原来的字已经丢失。",
        "请按原件重新键入，或用正确的编码重新导出。",
        "The cell holds “�”: the original character is already lost.",
        "Type it again from the original, or export the file in the right encoding.",
    ),
    "code-form": rule(
        "“{value}”不是{name}的写法（例如 {sample}）。",
        "请核对代码；以 0 开头的代码要把单元格设为文本。",
        "“{value}” does not have the form of “{name_en}” (like {sample}).",
        "Check the code; cells with leading zeros must be text cells.",
    ),
    "code-unknown": rule(
        "“{value}”不在{name}的现行代码表里。",
        "请按代码表核对。",
        "“{value}” is not in the current list of “{name_en}”.",
        "Look it up in the list.",
    ),
    "choice-unknown": rule(
        "“{value}”不是可选的值。",
        "请从下列选择：{choices}。",
        "“{value}” is not one of the choices.",
        "Choose one of: {choices_en}.",
    ),
    "not-an-amount": rule(
        "“{value}”不是金额。",
        "请只写数字，如 1234.50 或 1,234.50。",
        "“{value}” is not an amount.",
        "Write figures only, as in 1234.50 or 1,234.50.",
    ),
    "amount-exponent": rule(
        "“{value}”是科学计数法，不予猜测。",
        "请写出全部数字。",
        "“{value}” is in scientific notation, which is not guessed at.",
        "Write all the digits.",
    ),
    "amount-grouping": rule(
        "“{value}”的千分位不是三位一组。",
        "请检查是否多写、少写了数字，或把小数点写成了逗号。",
        "“{value}” is not grouped by three digits.",
        "Check for a missing digit, or a comma in place of the decimal point.",
    ),
    "amount-brackets": rule(
        "“{value}”用括号表示负数，容易误读。",
        "请写成 -{inner}。",
        "“{value}” shows a negative in brackets, which is easily misread.",
        "Write -{inner}.",
    ),
    "too-many-decimals": rule(
        "“{value}”精确到分以下。",
        "请四舍五入到分（{unit}最多 {decimals} 位小数），系统不代为取舍。",
        "“{value}” has parts smaller than a fen.",
        "Round it to a fen yourself (at most {decimals} decimals in {unit_en}).",
    ),
    "amount-too-large": rule(
        "“{value}”超出可记的最大金额。",
        "请检查单位是否写错。",
        "“{value}” is larger than any amount that can be kept.",
        "Check the unit.",
    ),
    "digits-lost": rule(
        "“{value}”超过 15 位有效数字，表格软件已把后面的数字变成 0。",
        "请把单元格设为文本，再按原件重新键入全部数字。",
        "“{value}” has more than 15 significant digits; the spreadsheet has lost the rest.",
        "Make it a text cell and type all digits again from the original.",
    ),
    "not-a-number": rule(
        "“{value}”不是数。",
        "请重新键入。",
        "“{value}” is not a number.",
        "Type it again.",
    ),
    "not-whole": rule(
        "“{value}”不是整数。",
        "请只写整数。",
        "“{value}” is not a whole number.",
        "Write a whole number.",
    ),
    "not-a-date": rule(
        "“{value}”不是日期。",
        "请写成 2026-10-31。",
        "“{value}” is not a date.",
        "Write it as 2026-10-31.",
    ),
    "date-serial": rule(
        "“{value}”是数字，不是日期。",
        "请把单元格格式设为日期，或写成 2026-10-31。",
        "“{value}” is a number, not a date.",
        "Format the cell as a date, or write 2026-10-31.",
    ),
    "date-with-time": rule(
        "“{value}”带有钟点，这一列只要日期。",
        "请只保留日期。",
        "“{value}” has a time of day; this column takes days only.",
        "Keep only the day.",
    ),
    "date-out-of-range": rule(
        "“{value}”不在 1900 至 2199 年之间。",
        "请检查年份。",
        "“{value}” is not between the years 1900 and 2199.",
        "Check the year.",
    ),
    "date-instead": rule(
        "“{value}”已被表格软件变成日期，原来键入的内容不得而知。",
        "请把单元格设为文本，再重新键入。",
        "The spreadsheet turned this cell into the date “{value}”; what was typed is lost.",
        "Make it a text cell and type it again.",
    ),
    "time-cell": rule(
        "“{value}”是钟点，不是数据。",
        "请把单元格设为文本或数字，再重新键入。",
        "“{value}” is a time of day, not data.",
        "Make it a text or number cell and type it again.",
    ),
    "logical-value": rule(
        "“{value}”是逻辑值。",
        "请改写成文字或数字。",
        "“{value}” is a logical value.",
        "Write a text or a number.",
    ),
    "nested-value": rule(
        "“{value}”里还有结构，不是一个值。",
        "请把它拆成单独的键。",
        "“{value}” has an inner structure and is not one value.",
        "Split it into keys of its own.",
    ),
    "formula-unsaved": rule(
        "公式没有保存结果。",
        "请在 WPS 或 Excel 中打开并保存一次，再上传；或改成数值。",
        "The formula has no stored result.",
        "Open the file in WPS or Excel, save it once, and upload it; or paste the value.",
    ),
    "error-value": rule(
        "单元格显示错误值 {value}。",
        "请修正公式，或改成数值。",
        "The cell shows the error {value}.",
        "Mend the formula, or paste the value.",
    ),
    "merged-cell": rule(
        "这个单元格被并入 {value}，没有自己的值。",
        "请取消合并，并在每一行填写。",
        "The cell is merged into {value} and has no value of its own.",
        "Unmerge it and fill in every row.",
    ),
    "dash-in-required": rule(
        "“{name}”写成“无”（{value}），而它必填。",
        "请填写。",
        "“{name_en}” is marked as none ({value}), but it is required.",
        "Fill it in.",
    ),
    "row-repeated": rule(
        "“{name}”为“{value}”的行在第 {first} 行已经有了。",
        "请合并或删去其中一行。",
        "A row with “{name_en}” = “{value}” stands already in row {first}.",
        "Merge them or delete one.",
    ),
}
