"""Pretending that it is another moment: in the demo, for the task that does so."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from portal.kernel.clock import AMSTERDAM, now, today
from portal.kernel.time_travel import NotInTheDemo, travelled_to

NEW_YEAR = datetime(2026, 1, 1, 0, 30, tzinfo=AMSTERDAM)


def is_really_now() -> bool:
    return abs(datetime.now(UTC) - now()) < timedelta(minutes=1)  # noqa: TID251  the true clock


def test_the_clock_says_the_moment_that_was_travelled_to(in_the_demo: None) -> None:
    with travelled_to(NEW_YEAR):
        assert now() == NEW_YEAR
        assert now().tzinfo is UTC, "SQLite compares moments as text"
        assert today() == NEW_YEAR.date(), "in Amsterdam the new year has begun"
    assert is_really_now()


def test_a_journey_within_a_journey_comes_back_to_the_first(in_the_demo: None) -> None:
    with travelled_to(NEW_YEAR):
        with travelled_to(NEW_YEAR + timedelta(days=3)):
            assert today().day == 4
        assert today().day == 1


def test_the_time_comes_back_after_a_fault(in_the_demo: None) -> None:
    with pytest.raises(ZeroDivisionError), travelled_to(NEW_YEAR):
        _ = 1 / 0
    assert is_really_now()


async def test_tasks_that_begin_on_the_journey_travel_along_and_others_do_not(
    in_the_demo: None,
) -> None:
    begins, ends = asyncio.Event(), asyncio.Event()

    async def elsewhere() -> bool:
        await begins.wait()
        found = is_really_now()
        ends.set()
        return found

    other = asyncio.create_task(elsewhere())
    with travelled_to(NEW_YEAR):
        along = asyncio.create_task(asyncio.sleep(0, now()))
        assert await asyncio.to_thread(now) == NEW_YEAR
        begins.set()
        await ends.wait()
    assert await along == NEW_YEAR
    assert await other


def test_outside_the_demo_nobody_travels() -> None:
    with pytest.raises(NotInTheDemo), travelled_to(NEW_YEAR):
        raise AssertionError("not reached")
    assert is_really_now()
