"""Find figures that a template prints past the filters: ``python -m tools.bare_figures``.

Money, days, shares and counts are shown in the unit of the page, grouped and rounded, by the
filters of ``templatetags/figures.py`` and the tag ``official``. Which names are figures is read
off the house: a name that is somewhere annotated as one of ``FIGURES`` and nowhere as text. A name
that is both is watched while pages are made (``tests/doors/web/test_pages.py``).
"""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
TEMPLATES: Final = ROOT / "fisc" / "doors" / "web" / "templates"
FIGURES: Final = frozenset({"Money", "int", "Fraction", "Decimal", "date"})
WRITTEN: Final = frozenset({"str", "Any", "SafeString", "bool"})
FILTERS: Final = frozenset(
    {
        "money", "change", "moved", "yuan", "percent", "points", "size", "count", "two_digits",
        "plain", "day", "moment", "capitals", "date",
    }
)  # fmt: skip
# What looks like a figure and is text, by file and expression.
TEXT: Final[Mapping[tuple[str, str], str]] = {
    ("table.html", "width"): "the class of a column",
    ("cell.html", "part"): "drawn by the tag official",
    ("login.html", "problem"): "a sentence",
    ("again_said.html", "problem"): "a sentence",
    ("understood.html", "problem"): "a sentence",
    ("meant.html", "problem"): "a sentence",
    ("payment_form.html", "form.values.amount"): "as it was typed",
    ("payment_form.html", "form.values.invoice_amount"): "as it was typed",
    ("reconciliation.html", "typed.paid"): "as it was typed",
    ("reconciliation.html", "typed.bank_day"): "as it was typed",
    ("own_roles.html", "typed.first_day"): "as it was typed",
    ("own_roles.html", "typed.last_day"): "as it was typed",
    ("person.html", "typed.first_day"): "as it was typed",
    ("person.html", "typed.last_day"): "as it was typed",
    ("person.html", "found"): "a person, by name",
    ("payment.html", "word"): "what was done, in words",
    ("voucher.html", "word"): "what was done, in words",
    ("understood.html", "amount"): "what was understood, written out by the form",
}
# Payments are made in yuan, and these pages say so where the others let one choose.
IN_YUAN: Final = frozenset(
    {
        "payment.html",
        "payment_form.html",
        "panel.html",
        "offers.html",
        "remedy.html",
        "drafting.html",
    }
)
UNITS: Final = frozenset({"page.unit", "one.unit"})
PRINTED: Final = re.compile(r"\{\{\s*(.*?)\s*\}\}", re.DOTALL)
BLOCK: Final = re.compile(
    r"\{%\s*blocktranslate\b([^%]*)%\}(.*?)\{%\s*endblocktranslate\s*%\}", re.DOTALL
)
BINDING: Final = re.compile(r"(\w+)=(\S+)")
MARKS: Final = re.compile(
    r"\{%\s*blocktranslate.*?endblocktranslate\s*%\}|\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<kbd>.*?</kbd>|<[^>]*>",
    re.DOTALL,
)


def figure_names(sources: Iterable[str]) -> set[str]:
    """Return the names that are annotated as figures, and never as text.

    Example:
        >>> figure_names(["class A: paid: Money", "class B: number: int", "class C: number: str"])
        {'paid'}
    """
    kinds: dict[str, set[str]] = defaultdict(set)
    for source in sources:
        for holder in ast.walk(ast.parse(source)):
            if isinstance(holder, ast.ClassDef):
                for name, annotation in _annotated(holder):
                    kinds[name] |= {part.strip() for part in annotation.split("|")}
    return {name for name, found in kinds.items() if found & FIGURES and not found & WRITTEN}


def _annotated(holder: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for member in holder.body:
        if isinstance(member, ast.AnnAssign) and isinstance(member.target, ast.Name):
            yield member.target.id, ast.unparse(member.annotation)
        elif isinstance(member, ast.FunctionDef) and member.decorator_list and member.returns:
            yield member.name, ast.unparse(member.returns)


def bare(name: str, text: str, figures: Iterable[str]) -> Iterator[str]:
    """Yield what a template prints past the filters, one sentence each."""
    named = set(figures)
    said = PRINTED.findall(BLOCK.sub("", text))
    for options, sentence in BLOCK.findall(text):
        bound = dict(BINDING.findall(options))
        said += bound.values()
        said += [one for one in PRINTED.findall(sentence) if one not in bound]
    for expression in said:
        path, *filters = re.split(r"\|(?=[a-z_]+)", expression)
        used = {one.partition(":")[0]: one.partition(":")[2] for one in filters}
        last = path.rpartition(".")[2]
        if last in named and not used.keys() & FILTERS and (name, path) not in TEXT:
            yield f"{name} prints {expression} bare; send it through a filter of 'figures'."
        if "money" in used and used["money"] not in UNITS:
            yield f"{name} shows {expression} in a unit that nobody can change; use page.unit."
        if "yuan" in used and name not in IN_YUAN:
            yield f"{name} shows {expression} in yuan whatever the page's unit; use money."
    for digits in re.findall(r"\d[\d.,]*", MARKS.sub(" ", text)):
        yield f"{name} has the figure {digits} written into it."


def house(root: Path = ROOT) -> set[str]:
    """Return the names of figures of the whole house."""
    # What programs send and get is no page, and has types of its own for text.
    paths = [path for path in (root / "fisc").rglob("*.py") if "api" not in path.parts]
    return figure_names(path.read_text("utf-8") for path in sorted(paths))


def complaints(root: Path = ROOT) -> Iterator[str]:
    """Yield one sentence for each figure that some template prints bare."""
    figures = house(root)
    for path in sorted(TEMPLATES.rglob("*.html")):
        yield from bare(path.name, path.read_text(encoding="utf-8"), figures)


if __name__ == "__main__":
    found = list(complaints())
    print("\n".join(found) or "Every figure goes through its filter.")
    sys.exit(bool(found))
