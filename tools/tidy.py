"""Keep the house tidy: small rules of style, each a function from text to complaints.

``python -m tools.tidy`` (or ``make tidy``) looks at every file that git tracks or would track and
prints one line for each complaint. A complaint says where, what, and what to do about it. The
same functions run as tests, and each of them is tried on a broken sample there.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
LINES_MAX: Final = 400
CODE_LINES_MAX: Final = 50
BYTES_MAX: Final = 1_000_000

MONEY_ROOMS: Final = ("fisc/engines", "fisc/law", "fisc/values", "fisc/stages", "fisc/record")
CLOCK_ROOMS: Final = ("fisc/doors", "fisc/config", "tests", "tools", ".ci")
CHANCE_ROOMS: Final = (*CLOCK_ROOMS, "fisc/demo")
SPEAKS_OF_FAULTS: Final = ("tools/tidy.py", "tests/architecture", "STYLE.md", "docs/decisions")

# The one module that speaks to a solver in floating point; nothing it says counts unchecked.
SOLVER: Final = "fisc/engines/solving/highs.py"
NOT_MONEY: Final = frozenset({"cutoff", "timeout", "delay", "interval"})
CLOCK_CALLS: Final = frozenset(
    {"now", "today", "utcnow", "localdate", "localtime", "time_ns", "gmtime"}
)
CHANCE_CALLS: Final = frozenset(
    {"uuid1", "uuid4", "urandom", "token_hex", "token_bytes", "token_urlsafe", "randbelow"}
)
CLOCK_SQL: Final = re.compile(
    r"\bnow\(\)|\bcurrent_(?:timestamp|date|time)\b|_timestamp\(\)|'now'", re.IGNORECASE
)
LAW_FILE: Final = re.compile(r"\blaw/[\w./-]+\.(?:yaml|yml|csv)\b")
# Written so that the patterns do not match their own text.
MACHINE_PATH: Final = re.compile(r"(?<![\w.~-])/(?:work|root|tmp|opt|home/\w+|Users/\w+)/\w")
REGISTRY: Final = re.compile(
    r"pypi\.(?:org|python)|pythonhosted\.|registry\.(?:npmjs|yarnpkg)|npmmirror\.|jsdelivr\.|unpkg\."
)
BANNED: Final = (
    (r"\b(?:TODO|FIXME|XXX|HACK)\b", "do it now, or write an issue"),
    (r"\|\| true\b", "let the command fail, or say which failure is expected"),
    (r"\beval\(|(?<![.\w])exec\(", "read data with a parser that knows only what is allowed"),
    (r"\bimport pickle\b|\bpickle\.loads?\b", "use JSON or YAML with checked keys"),
    (r"\byaml\.load\(", "use the loader of fisc.law, which refuses what it does not know"),
    (r"\bexcept:", "name the exception that is expected"),
    (r"\bmaster/slave\b|\b[Ww]hite-?list\b|\b[Bb]lack-?list\b", "say primary, allowed, refused"),
    (r"\b(?:amt|qty|acct|pmt|txn|mgr|cfg|idx|cnt)\b", "write the word in full"),
)
BANNED_MODULES: Final = frozenset({"utils", "util", "helpers", "helper", "misc", "common", "base"})

STOREYS: Final = ("law", "registers", "record", "datacentre", "exchange", "demo", "jobs")
FLATS: Final = ("engines", "stages", "doors")


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is untidy, where, and what to do about it."""

    path: str
    line: int
    fault: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.fault} {self.remedy}"


Checker = Callable[[str, str], Iterator[Complaint]]


def _inside(path: str, rooms: tuple[str, ...]) -> bool:
    return any(path == room or path.startswith(f"{room}/") for room in rooms)


def _docstrings(tree: ast.AST) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if (
                isinstance(first, ast.Expr)
                and isinstance(first.value, ast.Constant)
                and isinstance(first.value.value, str)
            ):
                yield first.value


def check_file_length(path: str, text: str) -> Iterator[Complaint]:
    """Allow a file at most 400 lines."""
    count = len(text.splitlines())
    if count > LINES_MAX:
        yield Complaint(path, count, f"has {count} lines.", "Split it by subject at 400.")


def check_function_length(path: str, text: str) -> Iterator[Complaint]:
    """Allow a function 50 lines of code; its docstring, blanks and comments are free."""
    tree = ast.parse(text)
    lines = text.splitlines()
    prose = {
        line
        for docstring in _docstrings(tree)
        for line in range(docstring.lineno, (docstring.end_lineno or docstring.lineno) + 1)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        code = [
            number
            for number in range(node.lineno, (node.end_lineno or node.lineno) + 1)
            if number not in prose and lines[number - 1].strip()[:1] not in {"", "#"}
        ]
        if len(code) > CODE_LINES_MAX:
            yield Complaint(
                path,
                node.lineno,
                f"{node.name} has {len(code)} lines of code.",
                "Keep the decisions and move the arithmetic into functions of at most 50.",
            )


def check_floats(path: str, text: str) -> Iterator[Complaint]:
    """Refuse floats where money lives; a likeness or a wait is plainly not money."""
    tree = ast.parse(text)
    harmless = {
        id(keyword.value)
        for keyword in ast.walk(tree)
        if isinstance(keyword, ast.keyword) and keyword.arg in NOT_MONEY
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.expr):
            continue
        literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
        made = (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "float"
        )
        if (literal or made) and id(node) not in harmless:
            yield Complaint(
                path,
                node.lineno,
                f"{ast.unparse(node)} is a float in a room where money lives.",
                "Use whole fen, or a Fraction with a named rounding.",
            )


def check_clock(path: str, text: str) -> Iterator[Complaint]:
    """Refuse to read the clock outside doors."""
    tree = ast.parse(text)
    prose = {id(docstring) for docstring in _docstrings(tree)}
    remedy = "Take the day or the instant as an argument; a door reads the clock."
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called.rpartition(".")[2] in CLOCK_CALLS or called in {"time.time", "time.ctime"}:
                yield Complaint(path, node.lineno, f"{called}() reads the clock.", remedy)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found = CLOCK_SQL.search(node.value) if id(node) not in prose else None
            if found:
                yield Complaint(path, node.lineno, f"{found[0]} reads the clock in SQL.", remedy)


def check_chance(path: str, text: str) -> Iterator[Complaint]:
    """Refuse ids and draws made outside doors, except the seeded ones of the demo."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call | ast.Import):
            continue
        named = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
        imported = isinstance(node, ast.Import) and any(a.name == "random" for a in node.names)
        if named.rpartition(".")[2] in CHANCE_CALLS or imported:
            yield Complaint(
                path,
                node.lineno,
                f"{ast.unparse(node)} makes something by chance.",
                "Take the id or the draw as an argument; a door makes it.",
            )


def check_transactions(path: str, text: str) -> Iterator[Complaint]:
    """Refuse transactions outside the record."""
    for node in ast.walk(ast.parse(text)):
        if (isinstance(node, ast.Attribute) and node.attr == "atomic") or (
            isinstance(node, ast.ImportFrom) and any(a.name == "atomic" for a in node.names)
        ):
            yield Complaint(
                path,
                node.lineno,
                f"{ast.unparse(node)} opens a transaction.",
                "Hand the whole act to fisc.record, which posts it in one transaction.",
            )


def check_sources(path: str, text: str, exists: Callable[[str], bool]) -> Iterator[Complaint]:
    """Demand that every file under law/ that a docstring names is there."""
    for docstring in _docstrings(ast.parse(text)):
        for name in LAW_FILE.findall(str(docstring.value)):
            if not exists(name):
                yield Complaint(
                    path,
                    docstring.lineno,
                    f"its docstring names {name}, which does not exist.",
                    "Name the file that holds the figure, or add it with its source.",
                )


def check_banned_words(path: str, text: str) -> Iterator[Complaint]:
    """Refuse words that have a better one."""
    stem = Path(path).stem
    if path.endswith(".py") and stem in BANNED_MODULES:
        yield Complaint(path, 1, f"a module named {stem}.", "Name it by its subject.")
    for number, line in enumerate(text.splitlines(), 1):
        for pattern, remedy in BANNED:
            found = re.search(pattern, line)
            if found:
                yield Complaint(path, number, f"{found[0]!r} is a banned word:", f"{remedy}.")


def check_titles(path: str, text: str) -> Iterator[Complaint]:
    """Demand exactly one title of a document."""
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    titles = re.findall(r"^# .+$", prose, flags=re.MULTILINE)
    if len(titles) != 1:
        yield Complaint(path, 1, f"has {len(titles)} titles.", "Keep one line that begins with #.")


def check_machine_traces(path: str, text: str) -> Iterator[Complaint]:
    """Refuse paths of somebody's machine and addresses of package registries."""
    for number, line in enumerate(text.splitlines(), 1):
        for pattern, fault, remedy in (
            (
                MACHINE_PATH,
                "is a path of one machine.",
                "Make it relative, or read it at run time.",
            ),
            (REGISTRY, "is the address of a registry.", "Remove it; each machine has its own."),
        ):
            found = pattern.search(line)
            if found:
                yield Complaint(path, number, f"{found[0]!r} {fault}", remedy)


def check_room(path: str, text: str) -> Iterator[Complaint]:
    """Demand that a room says what it does, reads and writes, and by which law."""
    docstring = ast.get_docstring(ast.parse(text)) or ""
    if len(docstring.partition("\n")[0]) < len("What it does."):
        yield Complaint(path, 1, "does not say what the room does.", "Begin with that sentence.")
    for head in ("Reads", "Writes", "(?:Legal basis|Basis)"):
        if not re.search(rf"(?:^|\. ){head}\b:? \S", docstring, flags=re.MULTILINE):
            said = head.strip("(?:)").replace("|", " or ")
            yield Complaint(path, 1, f"does not say {said}: …", "Give the room its four lines.")


def check_size(path: str, size: int) -> Iterator[Complaint]:
    """Refuse files over one megabyte."""
    if size > BYTES_MAX:
        yield Complaint(path, 1, f"has {size:,} bytes.", "Generate it, or fetch it at set-up.")


def is_room(path: str) -> bool:
    """Whether this file stands at the door of a room.

    Example:
        >>> is_room("fisc/engines/debt/__init__.py"), is_room("fisc/doors/web/pages/__init__.py")
        (True, False)
    """
    parts = path.split("/")
    if parts[0] != "fisc" or parts[-1] != "__init__.py":
        return False
    inner = parts[1:-1]
    return (len(inner) == 1 and inner[0] in STOREYS + FLATS) or (
        len(inner) == 2 and inner[0] in FLATS  # noqa: PLR2004 - a storey and a room
    )


def complaints_about(path: str, text: str) -> Iterator[Complaint]:
    """Put every rule that concerns a file to its text."""
    generated = "/migrations/" in path or path.endswith((".lock", "package-lock.json"))
    if path.endswith((".py", ".html", ".css", ".js", ".sh")) and not generated:
        yield from check_file_length(path, text)
    if path.endswith(".py"):
        yield from _complaints_about_python(path, text, generated=generated)
    if path.endswith(".md"):
        yield from check_titles(path, text)
    if not _inside(path, SPEAKS_OF_FAULTS):
        if path.endswith((".py", ".html", ".js", ".sh", ".toml", ".md")) or path == "Makefile":
            yield from check_banned_words(path, text)
        yield from check_machine_traces(path, text)


def _complaints_about_python(path: str, text: str, *, generated: bool) -> Iterator[Complaint]:
    if not generated:
        yield from check_function_length(path, text)
    yield from check_sources(path, text, lambda name: (ROOT / name).exists())
    if _inside(path, MONEY_ROOMS) and path != SOLVER:
        yield from check_floats(path, text)
    if path.startswith("fisc/") and not _inside(path, CLOCK_ROOMS):
        yield from check_clock(path, text)
    if path.startswith("fisc/") and not _inside(path, CHANCE_ROOMS):
        yield from check_chance(path, text)
    if path.startswith("fisc/") and not _inside(path, ("fisc/record",)):
        yield from check_transactions(path, text)
    if is_room(path):
        yield from check_room(path, text)


def tracked_files(root: Path = ROOT) -> list[str]:
    """Return every file that git tracks, or would track once added.

    Raises:
        RuntimeError: the folder is not a checkout of git.
    """
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        raise RuntimeError(f"{root} is not a checkout of git: {listed.stderr.strip()}")
    return sorted({name for name in listed.stdout.split("\0") if (root / name).is_file()})


def complaints(root: Path = ROOT) -> Iterator[Complaint]:
    """Look at the whole house."""
    for path in tracked_files(root):
        content = (root / path).read_bytes()
        yield from check_size(path, len(content))
        if b"\0" not in content[:8000]:
            yield from complaints_about(path, content.decode("utf-8", errors="replace"))


if __name__ == "__main__":
    found = [str(complaint) for complaint in complaints()]
    print("\n".join(found) or "The house is tidy.")
    sys.exit(bool(found))
