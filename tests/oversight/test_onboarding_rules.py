"""How far a provider has come, against a naive reader."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from portal.availability.rules.row import Named
from portal.oversight.rules.onboarding import Joining, Skipped, Stage, counts, in_order, skipped
from tests.seeds import each_seed

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def a_provider(
    *, members: int = 0, days_left: int | None = None, signed_in: bool = False, figures: str = ""
) -> Joining:
    """`figures`: a sign per offering: "-" nothing, "o" filled in once, "x" kept current."""
    expires = None if days_left is None else NOW + timedelta(days=days_left)
    return Joining(
        provider=Named(id=1, name="De Linde"),
        email="",
        members=members,
        signed_in=signed_in,
        invited_at=expires - timedelta(days=7) if expires else None,
        expires_at=expires,
        offerings=len(figures),
        with_figures=len(figures) - figures.count("-"),
        fresh=figures.count("x"),
    )


@pytest.mark.parametrize(
    ("one", "stage"),
    [
        (a_provider(), Stage.NO_ACCOUNT),
        (a_provider(figures="xx"), Stage.NO_ACCOUNT),
        (a_provider(days_left=2), Stage.INVITED),
        (a_provider(days_left=0), Stage.EXPIRED),
        (a_provider(members=1), Stage.MEMBER),
        (a_provider(members=1, days_left=3), Stage.MEMBER),
        (a_provider(members=1, signed_in=True), Stage.SIGNED_IN),
        (a_provider(members=1, signed_in=True, figures="x-"), Stage.SIGNED_IN),
        (a_provider(members=1, signed_in=True, figures="xo"), Stage.COMPLETE),
        (a_provider(members=1, signed_in=True, figures="xx"), Stage.CURRENT),
    ],
)
def test_how_far_it_has_come(one: Joining, stage: Stage) -> None:
    assert one.stage(now=NOW) is stage


@each_seed(250)
def test_the_stages_count_every_provider_once(seed: int) -> None:
    random = Random(seed)
    found = [_some_provider(random) for _ in range(random.randint(0, 30))]
    expected = [_naive(one) for one in found]
    assert counts(found, now=NOW) == {stage: expected.count(stage.value) for stage in Stage}
    assert sum(counts(found, now=NOW).values()) == len(found)


def _some_provider(random: Random) -> Joining:
    return a_provider(
        members=random.choice((0, 0, 1, 3)),
        days_left=random.choice((None, -3, 0, 4)),
        signed_in=random.random() < 0.7,
        figures="".join(random.choice("-oxxx") for _ in range(random.choice((0, 1, 2, 3)))),
    )


def _naive(one: Joining) -> str:
    if one.members == 0:
        if one.expires_at is None:
            return "no_account"
        return "expired" if one.expires_at <= NOW else "invited"
    if not one.signed_in:
        return "member"
    missing = one.offerings - one.with_figures
    if missing or one.offerings == 0:
        return "signed_in"
    return "complete" if one.fresh < one.offerings else "current"


def test_why_somebody_gets_no_mail() -> None:
    assert skipped(a_provider(), "a@linde.example", now=NOW) is None
    assert skipped(a_provider(days_left=-1), "a@linde.example", now=NOW) is None, "again"
    assert skipped(a_provider(), "", now=NOW) is Skipped.NO_ADDRESS
    assert skipped(a_provider(days_left=1), "a@b.example", now=NOW) is Skipped.INVITED
    assert skipped(a_provider(members=1), "a@b.example", now=NOW) is Skipped.MEMBERS


def test_only_who_has_nothing_can_be_invited() -> None:
    assert {stage for stage in Stage if stage.invitable} == {Stage.NO_ACCOUNT, Stage.EXPIRED}
    assert {stage for stage in Stage if stage.joined} == {
        Stage.SIGNED_IN,
        Stage.COMPLETE,
        Stage.CURRENT,
    }


def test_who_has_come_least_far_stands_first() -> None:
    least, half, all_of_it = (
        a_provider(),
        a_provider(members=1, signed_in=True, figures="o"),
        a_provider(members=1, signed_in=True, figures="x"),
    )
    assert in_order([all_of_it, least, half], now=NOW) == [least, half, all_of_it]
