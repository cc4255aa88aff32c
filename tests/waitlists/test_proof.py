"""The proof: whatever people do, in whatever order, everybody stands where the model says."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Generator, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from portal.waitlists.actions import chain
from portal.waitlists.queries import places, waits
from portal.waitlists.rules.key import Key
from portal.waitlists.rules.moves import LinkKind, Status
from tests.databases import fresh_postgres, fresh_sqlite
from tests.staging import Stage, set_the_stage
from tests.waitlists import world as deeds
from tests.waitlists.world import DEEDS, World, check

WALKS: Final = settings(
    max_examples=10,
    stateful_step_count=20,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


class Stages:
    """Databases with the cast, one after the other, in an event loop of their own."""

    def __init__(self, kind: str, stage: Stage, folder: Path, url: str) -> None:
        self.kind = kind
        self.stage = stage
        self.folder = folder
        self.url = url
        self.runner = asyncio.Runner()
        self.open = AsyncExitStack()

    def enter(self) -> World:
        return self.runner.run(self._enter())

    async def _enter(self) -> World:
        if self.kind == "sqlite":
            copy = shutil.copyfile(self.stage.path, self.folder / "portal.db")
            await self.open.enter_async_context(fresh_sqlite(copy, self.folder / "open.db"))
        else:
            await self.open.enter_async_context(fresh_postgres(self.url))
            await set_the_stage()
        world = World(self.stage.cast())
        await world.begin()
        return world

    def run(self, work: Awaitable[None]) -> None:
        async def awaited() -> None:
            await work

        self.runner.run(awaited())

    def leave(self) -> None:
        self.runner.run(self.open.aclose())


@pytest.fixture(params=["sqlite", "postgres"])
def stages(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stages]:
    kind: str = request.param
    url = request.getfixturevalue("postgres_url") if kind == "postgres" else ""
    stage: Stage = request.getfixturevalue(f"{kind}_stage")
    made = Stages(kind, stage, tmp_path, url)
    with made.runner:
        yield made


def machine(stages: Stages) -> type[RuleBasedStateMachine]:
    """A machine over these databases: one rule for each deed, all compared after each."""

    class Waitlists(RuleBasedStateMachine):
        @initialize()
        def begin(self) -> None:
            self.world = stages.enter()

        def teardown(self) -> None:
            stages.leave()

    for number, deed in enumerate(dict.fromkeys(DEEDS)):

        def step(self: Any, data: st.DataObject, deed: deeds.Deed = deed) -> None:
            stages.run(deed(self.world, lambda choices: data.draw(st.sampled_from(choices))))
            stages.run(check(self.world))

        step.__name__ = f"step_{number}"
        setattr(Waitlists, deed.__name__, rule(data=st.data())(step))
    return Waitlists


def test_whatever_people_do_everybody_keeps_the_place_of_the_first_day(stages: Stages) -> None:
    run_state_machine_as_test(machine(stages), settings=WALKS)


def walk(stages: Stages, *, seed: int, steps: int) -> None:
    """Chance alone, with the same comparison after each deed."""
    chance = Random(seed)
    world = stages.enter()
    try:
        for _ in range(steps):
            stages.run(chance.choice(DEEDS)(world, chance.choice))
            stages.run(check(world))
    finally:
        stages.leave()


# Eight faults, each planted in the portal: the comparison must find every one -----------------


def lost_draw(patch: pytest.MonkeyPatch) -> None:
    _open_with(patch, lambda key, like: replace(key, draw=7) if like else key)


def date_from_today(patch: pytest.MonkeyPatch) -> None:
    real = chain.open_entry

    async def opened(deed: Any, need: Any, offering: int, key: Key, *, like: Any = None) -> Any:
        fresh = key.corrected(deed.on) if like is not None else key
        return await real(deed, need, offering, fresh, like=like)

    patch.setattr(chain, "open_entry", opened)


def merge_to_the_latest(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(chain, "smallest", max)


def mixed_key(patch: pytest.MonkeyPatch) -> None:
    def mixed(keys: Any) -> Key:
        every = list(keys)
        return replace(min(every), draw=max(every).draw)

    patch.setattr(chain, "smallest", mixed)


def doubled_entry(patch: pytest.MonkeyPatch) -> None:
    real = chain.set_status

    async def kept_open(entry: Any, to: Status, *, on: Any) -> None:
        if to is not Status.TRANSFERRED:
            await real(entry, to, on=on)

    patch.setattr(chain, "set_status", kept_open)


def order_by_id(patch: pytest.MonkeyPatch) -> None:
    wrong = places.PLACES.replace("urgency, registered_on, registered_at, draw, id", "id")
    assert "ORDER BY id" in wrong
    patch.setattr(places, "PLACES", wrong)


def postponed_counted(patch: pytest.MonkeyPatch) -> None:
    async def nobody(_offering: int) -> frozenset[int]:
        return frozenset()

    patch.setattr(waits, "needs_once_postponed", nobody)


def chain_cut(patch: pytest.MonkeyPatch) -> None:
    real = chain.link

    async def forgetful(deed: Any, parent: Any, entry: Any, kind: LinkKind) -> None:
        if kind is not LinkKind.CORRECTION:
            await real(deed, parent, entry, kind)

    patch.setattr(chain, "link", forgetful)


def _open_with(patch: pytest.MonkeyPatch, change: Callable[[Key, Any], Key]) -> None:
    real = chain.open_entry

    async def opened(deed: Any, need: Any, offering: int, key: Key, *, like: Any = None) -> Any:
        return await real(deed, need, offering, change(key, like), like=like)

    patch.setattr(chain, "open_entry", opened)


FAULTS: Final = (
    lost_draw,
    date_from_today,
    merge_to_the_latest,
    mixed_key,
    doubled_entry,
    order_by_id,
    postponed_counted,
    chain_cut,
)
SEEDS: Final = range(1, 7)


def walks(stages: Stages) -> None:
    for seed in SEEDS:
        walk(stages, seed=seed, steps=80)


@contextmanager
def planted(fault: Callable[[pytest.MonkeyPatch], None]) -> Generator[None]:
    with pytest.MonkeyPatch.context() as patch:
        fault(patch)
        yield


@pytest.mark.parametrize("stages", ["sqlite"], indirect=True)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(
    stages: Stages, fault: Callable[[pytest.MonkeyPatch], None]
) -> None:
    with planted(fault), pytest.raises(AssertionError):
        walks(stages)


@pytest.mark.parametrize("stages", ["sqlite"], indirect=True)
def test_the_same_walk_without_a_fault_finds_nothing(stages: Stages) -> None:
    walk(stages, seed=SEEDS[0], steps=80)
