"""The glossary is true: its words are the words of the code."""

import ast
import re
from functools import cache
from pathlib import Path

import portal

ROOT = Path(portal.__file__).parent
TABLE = ROOT.parent / "docs" / "glossary.md"


def rows() -> list[list[str]]:
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@cache
def defined() -> set[str]:
    """The names of all modules, packages, classes and functions."""
    modules = {p.stem for p in ROOT.rglob("*.py")} | {p.name for p in ROOT.iterdir() if p.is_dir()}
    trees = [ast.parse(path.read_text("utf-8")) for path in ROOT.rglob("*.py")]
    kinds = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return modules | {n.name for tree in trees for n in ast.walk(tree) if isinstance(n, kinds)}


def snake(name: str) -> str:
    """`IntakeStop` and `intake_stop` are one name."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def test_what_the_glossary_names_exists() -> None:
    promised = {
        name
        for _, code, _, when in rows()
        if when == "now"
        for name in re.findall(r"`(\w+)`", code)
    }
    assert len(promised) > 20
    assert not promised - defined()


def test_what_comes_later_is_moved_to_now_once_it_is_there() -> None:
    later = {name for _, code, _, when in rows() if when == "later" for name in code.split("`")}
    assert not (later - {"", ", "}) & defined()


def test_no_name_uses_a_word_that_the_glossary_forbids() -> None:
    never = {word.strip() for _, _, words, _ in rows() for word in words.split(",")} - {""}
    assert len(never) > 10
    assert not [name for name in defined() if snake(name).removesuffix("s") in never]
