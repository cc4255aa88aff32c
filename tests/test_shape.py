"""The house stays in small rooms: no module, function or name that hides what it is for."""

import ast
import re
from pathlib import Path
from statistics import median, quantiles

import portal

ROOT = Path(portal.__file__).parent
MODULES = sorted(ROOT.rglob("*.py"))
FORBIDDEN = {"utils", "util", "helpers", "helper", "common", "manager", "service", "misc"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions() -> list[tuple[str, int]]:
    """Every function and how many lines its body has, without its docstring."""
    return [
        (f"{path.relative_to(ROOT)}:{node.name}", _lines(node))
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, Function)
    ]


def _lines(function: Function) -> int:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_no_module_is_longer_than_four_hundred_lines() -> None:
    long = {str(p.relative_to(ROOT)): len(p.read_text("utf-8").splitlines()) for p in MODULES}
    assert not {name: lines for name, lines in long.items() if lines > 400}, (
        "split it into a package of the same name"
    )


def test_no_function_is_longer_than_forty_lines() -> None:
    assert not [name for name, lines in functions() if lines > 40]


def test_most_functions_are_short() -> None:
    lengths = [lines for _, lines in functions()]
    assert median(lengths) <= 6
    assert quantiles(lengths, n=10)[-1] <= 20


def test_no_module_is_named_after_nothing() -> None:
    named = {p.stem for p in MODULES} | {p.name for p in ROOT.rglob("*") if p.is_dir()}
    assert not named & FORBIDDEN, "name it after what it holds"


def test_no_module_remembers_a_day() -> None:
    """What asks for today when it is read goes wrong at midnight, in a server as in a test."""
    known = re.compile(r"^\w+(: [^=]+)? = .*\b(today|now)\(\)", re.MULTILINE)
    assert known.search("TODAY: Final = today() + DAY")
    here = sorted(Path(__file__).parent.rglob("*.py"))
    assert not [str(one) for one in (*MODULES, *here) if known.search(one.read_text("utf-8"))]
