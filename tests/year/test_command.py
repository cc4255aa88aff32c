"""`portal demo --year`: what it says, and with which code it ends."""

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tortoise.backends.base import executor

from portal import cli
from portal.demo.year.replay import Plan
from portal.kernel.errors import NotAllowed
from portal.settings import settings

Outcome = Callable[[], list[str]]


@pytest.fixture
def a_year(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run the command on an empty database, with a year that ends like this."""
    shutil.copyfile(sqlite_template, tmp_path / "portal.db")
    monkeypatch.setenv("DATABASE_URL", f"sqlite://{tmp_path / 'portal.db'}")
    monkeypatch.setenv("PORTAL_MAIL_DIRECTORY", str(tmp_path / "mail"))
    for name, value in (("DEMO", "true"), ("DEVELOPMENT", "true"), ("BASE_URL", "http://x.test")):
        monkeypatch.setenv(f"PORTAL_{name}", value)

    def run(ends: Outcome, *options: str) -> tuple[Result, list[Plan]]:
        plans: list[Plan] = []

        async def replay(_url: str, plan: Plan, tell: Callable[[str], None]) -> Any:
            plans.append(plan)
            tell("week 4")
            return SimpleNamespace(did=Counter({"rung": 3})), ends()

        monkeypatch.setattr(cli, "replay", replay)
        return CliRunner().invoke(cli.main, ["demo", "--year", *options]), plans

    yield run
    settings.cache_clear()
    executor.EXECUTOR_CACHE.clear()


def test_a_year_without_differences_ends_well(a_year: Any) -> None:
    result, plans = a_year(list, "--seed", "8")
    assert result.exit_code == 0, result.output
    assert plans == [Plan(seed=8)]
    assert "week 4" in result.output
    assert "3 rung" in result.output
    assert "Everything is as the model says." in result.output


def test_a_difference_is_told_and_gives_exit_code_1(a_year: Any) -> None:
    result, _ = a_year(lambda: ["offering 7 shows other figures"])
    assert result.exit_code == 1
    assert "offering 7 shows other figures" in result.output
    assert "Everything" not in result.output


def test_a_filled_database_is_refused_in_a_sentence(a_year: Any) -> None:
    def refuse() -> list[str]:
        raise NotAllowed("Deze database is al gevuld.")

    result, _ = a_year(refuse)
    assert result.exit_code == 1
    assert "Error: Deze database is al gevuld." in result.output
    assert "Traceback" not in result.output
