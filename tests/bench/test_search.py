"""The measuring program itself: what it asks, and that it runs to its end."""

import asyncio
import os
import shutil
import sys
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from bench.country import Maker
from bench.loading import wrk
from bench.loading.queries import varied

COUNT = 4_000


def test_no_two_searches_are_alike_and_nobody_asks_twice_in_a_row() -> None:
    queries = varied(tuple(Maker().make(300).searchers), COUNT)
    assert len(set(queries)) == COUNT
    assert not [one for one, other in pairwise(queries) if one.token == other.token]
    assert len({query.token for query in queries}) == 42
    asked = [parse_qs(urlsplit(query.path).query) for query in queries]
    assert {key for one in asked for key in one} == {
        *("zoek", "product", "gemeente", "binnen", "actueel", "vrij"),
        *("rolstoel", "bij", "straal", "volgorde"),
    }


def test_without_wrk_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SystemExit, match="apt-get install wrk"):
        wrk.required()


@pytest.mark.slow
async def test_a_quick_round_measures_all_there_is() -> None:
    if shutil.which("wrk") is None:
        pytest.skip(wrk.MISSING)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.search", "--quick", "--on", "SQLite"),
        env={key: value for key, value in os.environ.items() if key != "DATABASE_URL"},
        cwd=Path(__file__).parents[2],
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0
    lines = [line for line in said.decode().splitlines() if line.startswith("| ")]
    measured = [line.strip("| ").split(" | ") for line in lines if "---" not in line]
    errors = {line[0]: line[-1] for line in measured if line[-1] != "errors"}
    assert set(errors.values()) == {"0"}
    assert len(errors) == 6
