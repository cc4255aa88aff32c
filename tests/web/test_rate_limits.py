"""Counting tries."""

import pytest

from portal.web.rate_limits import RateLimits, TooManyTries, Tries, at_most

THREE = at_most("3 per 15 minutes")
SANNE = Tries(THREE, "sign_in", "sanne@linde.example")
DAAN = Tries(THREE, "sign_in", "daan@linde.example")


@pytest.fixture
def limits() -> RateLimits:
    return RateLimits("memory://")


async def test_the_fourth_try_is_one_too_many_for_one_and_not_for_another(
    limits: RateLimits,
) -> None:
    for _ in range(3):
        await limits.check(SANNE)
        await limits.count(SANNE)
    with pytest.raises(TooManyTries, match="Wacht een kwartier"):
        await limits.check(SANNE)
    with pytest.raises(TooManyTries):
        await limits.count(SANNE)
    await limits.count(DAAN)


async def test_the_same_somebody_is_counted_apart_for_each_thing(limits: RateLimits) -> None:
    for _ in range(3):
        await limits.count(SANNE)
    await limits.count(Tries(THREE, "reset", "sanne@linde.example"))


async def test_what_is_forgiven_counts_anew(limits: RateLimits) -> None:
    for _ in range(3):
        await limits.count(SANNE)
    await limits.forgive(SANNE)
    await limits.count(SANNE)


async def test_one_used_up_counter_does_not_spare_the_other(limits: RateLimits) -> None:
    for _ in range(3):
        await limits.count(SANNE)
    for _ in range(3):
        with pytest.raises(TooManyTries):
            await limits.count(SANNE, DAAN)
    with pytest.raises(TooManyTries):
        await limits.check(DAAN)


def test_no_address_stands_in_the_storage() -> None:
    assert "sanne" not in "".join(SANNE.key)


async def test_a_storage_that_does_not_exist_stops_the_start() -> None:
    with pytest.raises(Exception, match="unknown storage scheme"):
        RateLimits("papier://kast")
