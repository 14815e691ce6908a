"""What can be wrong with a whole file."""

from __future__ import annotations

from typing import Final

from fisc.exchange.sayings.kinds import rule

FILES: Final = {
    "file-empty": rule(
        "文件是空的。",
        "请检查是否选错了文件。",
        "The file is empty.",
        "Check that the right file was chosen.",
    ),
    "file-too-large": rule(
        "文件有 {size} 字节，超过上限 {limit} 字节。",
        "请拆分文件，或另存为 CSV 由命令行导入。",
        "The file has {size} bytes, over the limit of {limit}.",
        "Split it, or save it as CSV and import it by command.",
    ),
    "name-unknown": rule(
        "不认识的文件类型“{value}”。",
        "请使用 .xlsx、.csv 或 .jsonl 文件。",
        "“{value}” is not a kind of file that is read here.",
        "Use a file ending in .xlsx, .csv or .jsonl.",
    ),
    "old-workbook": rule(
        "“{value}”是旧格式工作簿，不直接读取。",
        "请在 WPS 或 Excel 中选“另存为”，类型选“.xlsx 工作簿”，再上传。",
        "“{value}” is a workbook of an older format and is not read.",
        "In WPS or Excel choose “Save as”, type “.xlsx workbook”, and upload that.",
    ),
    "content-differs": rule(
        "文件名是“{value}”，内容却是{found}。",
        "请用生成它的软件打开，另存为 .xlsx 或 .csv 后再上传。",
        "The name is “{value}”, but the content is {found_en}.",
        "Open it in the program that made it, save it as .xlsx or .csv, and upload that.",
    ),
    "encrypted": rule(
        "工作簿设有打开密码，无法读取。",
        "请取消密码后另存，再上传。",
        "The workbook is protected by a password and cannot be read.",
        "Save a copy without the password and upload that.",
    ),
    "macros": rule(
        "工作簿含有宏或控件（{value}），不予打开。",
        "请另存为不含宏的 .xlsx 工作簿。",
        "The workbook holds macros or controls ({value}) and is not opened.",
        "Save it as a .xlsx workbook without macros.",
    ),
    "external-links": rule(
        "工作簿引用了外部文件或数据源（{value}），系统不会打开它们。",
        "请在“数据 - 编辑链接”中断开链接，保存后再上传。",
        "The workbook refers to outside files or data ({value}), which are never opened.",
        "Break the links under “Data - Edit links”, save, and upload again.",
    ),
    "nested-archive": rule(
        "文件里还套着压缩包或嵌入文档（{value}）。",
        "请删除嵌入的对象后再上传。",
        "The file holds another archive or document ({value}).",
        "Remove the embedded object and upload again.",
    ),
    "too-many-entries": rule(
        "文件内部有 {value} 个部件，上限为 {limit}。",
        "这不像正常的工作簿；请把数据复制到新工作簿。",
        "The file has {value} inner parts; the limit is {limit}.",
        "This is not a usual workbook; copy the data into a new one.",
    ),
    "unpacks-too-large": rule(
        "文件解开后有 {value} 字节，上限为 {limit}。",
        "请拆分文件，或另存为 CSV 由命令行导入。",
        "The file unpacks to {value} bytes; the limit is {limit}.",
        "Split it, or save it as CSV and import it by command.",
    ),
    "ratio-too-high": rule(
        "文件解开后是原来的 {value} 倍，上限为 {limit} 倍。",
        "这不像正常的工作簿；请把数据复制到新工作簿。",
        "The file unpacks to {value} times its size; the limit is {limit}.",
        "This is not a usual workbook; copy the data into a new one.",
    ),
    "archive-lies": rule(
        "文件目录与内容不符（{value}）。",
        "文件已损坏或被改动；请重新保存后上传。",
        "The directory of the file does not agree with its content ({value}).",
        "The file is damaged or tampered with; save it again and upload that.",
    ),
    "workbook-broken": rule(
        "工作簿无法读取（{value}）。",
        "请在 WPS 或 Excel 中打开，另存为 .xlsx 后再上传。",
        "The workbook cannot be read ({value}).",
        "Open it in WPS or Excel, save it as .xlsx, and upload that.",
    ),
    "forbidden-markup": rule(
        "工作簿内部含有不允许的声明（{value}）。",
        "请把数据复制到新工作簿后再上传。",
        "The inside of the workbook holds a declaration that is not allowed ({value}).",
        "Copy the data into a new workbook and upload that.",
    ),
    "too-many-rows": rule(
        "超过 {limit} 行。",
        "请拆分，或另存为 CSV 由命令行导入；多余的带格式空行请删除。",
        "There are more than {limit} rows.",
        "Split it, or save it as CSV and import it by command; delete formatted empty rows.",
    ),
    "too-many-columns": rule(
        "超过 {limit} 列。",
        "请删除数据右侧多余的列。",
        "There are more than {limit} columns.",
        "Delete the columns to the right of the data.",
    ),
    "too-much-text": rule(
        "文字总量超过 {limit} 字节。",
        "请拆分文件后分批上传。",
        "The text adds up to more than {limit} bytes.",
        "Split the file and upload the parts.",
    ),
    "encoding-unknown": rule(
        "文件既不是 UTF-8 也不是 GB18030 编码（{value}）。",
        "请说明编码，或在 WPS 中另存为“CSV UTF-8”。",
        "The file is neither UTF-8 nor GB18030 ({value}).",
        "Say which encoding it has, or save it as “CSV UTF-8”.",
    ),
    "encoding-damaged": rule(
        "文件大部分是 UTF-8，但有 {value} 处损坏。",
        "文件可能被截断或由两种编码拼接；请重新导出。",
        "The file is mostly UTF-8 but damaged in {value} places.",
        "It may be cut off or joined from two encodings; export it again.",
    ),
    "encoding-unsure": rule(
        "按 {value} 读得通，但也可能是别的编码。",
        "请对照预览的前 20 行，指明编码后重新检查。",
        "It can be read as {value}, but it may be another encoding.",
        "Compare the first 20 rows, name the encoding, and check again.",
    ),
    "encoding-wrong": rule(
        "文件不是所选的 {value} 编码。",
        "请选择另一种编码，或另存为“CSV UTF-8”。",
        "The file is not in {value}, the encoding that was named.",
        "Name another encoding, or save it as “CSV UTF-8”.",
    ),
}
