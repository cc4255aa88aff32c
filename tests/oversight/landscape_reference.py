"""The landscape once more, as plainly as it is spoken, sharing nothing with the code it checks."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product as pairs
from random import Random

from portal.availability.rules.row import Named, Row
from portal.oversight.rules.landscape import ProductLine
from tests.search.made_up import CODES, PRODUCTS, TOWNS

LOTS = (Named(id=1, name="Begeleiding"), Named(id=2, name="Dagbesteding"))


def some_products(random: Random) -> list[ProductLine]:
    """Both products or one of them, with or without a norm."""
    every = [
        ProductLine(
            id=named.id,
            code=code,
            name=named.name,
            lot=lot,
            norm_days=random.choice((None, 14, 42)),
        )
        for named, code, lot in zip(PRODUCTS[:2], CODES[:2], LOTS, strict=True)
    ]
    return random.choice((every, every, every[:1]))


@dataclass(frozen=True)
class Plain:
    """What one counts by hand of one product in one municipality."""

    state: str
    shortest: tuple[int, int] | None
    places: tuple[int, int, int]
    providers: int
    offerings: int
    fresh: int
    stale: int
    stopped: int


@dataclass(frozen=True)
class Said:
    """What one offering says to a client of one municipality."""

    provider: int
    shut: bool
    fresh: str
    wait: tuple[int, int] | None
    free: int | None

    @property
    def counts(self) -> bool:
        return self.fresh in {"fresh", "due"} and not self.shut


def said_by(r: Row, town: Named, today: date) -> Said | None:
    """None where a client of this municipality cannot go there."""
    told = r.statement and (r.statement.local.get(town.id) or r.statement.figures)
    parts = [told and told.start] + [told and told.intake] * r.has_intake
    known = [part for part in parts if part]
    wait = (sum(p.high for p in known), sum(p.low for p in known))
    whole = len(known) == len(parts)
    start = today + timedelta(days=wait[0] if whole else 0)
    periods = [r.contract, *([r.validity] if r.validity else [])]
    runs = all(p.from_on <= start <= (p.until_on or date.max) for p in periods)
    if town not in r.municipalities or not runs:
        return None
    stops = [s.stop for s in r.stops if not s.stop.withdrawn_on]
    shut = [
        s
        for s in stops
        if s.decisions.get(town.id) == "agreed"
        and s.period.from_on <= today <= (s.period.until_on or date.max)
    ]
    fresh, free = str(r.freshness(today=today)), told.places_free if told else None
    return Said(r.provider.id, bool(shut), fresh, wait if whole else None, free)


def counted(rows: list[Row], line: ProductLine, town: Named, today: date) -> Plain:
    said = [said_by(r, town, today) for r in rows if r.product.id == line.id]
    every = [one for one in said if one]
    shut = sum(one.shut for one in every)
    waits = [one.wait for one in every if one.counts and one.wait]
    free = [one.free for one in every if one.counts and one.free is not None]
    shortest = min(waits) if waits else None
    beyond = shortest and line.norm_days is not None and shortest[0] > line.norm_days
    states = {
        "none_offered": not every,
        "only_stopped": shut == len(every),
        "only_unknown": not waits,
        "above_norm": beyond,
        "available": True,
    }
    return Plain(
        state=next(name for name, holds in states.items() if holds),
        shortest=shortest,
        places=(len(free), sum(free), len(every) - shut - len(free)),
        providers=len({one.provider for one in every}),
        offerings=len(every),
        fresh=sum(one.fresh == "fresh" for one in every),
        stale=sum(one.fresh == "stale" for one in every),
        stopped=shut,
    )


def every_cell(products: list[ProductLine]) -> list[tuple[ProductLine, Named]]:
    return list(pairs(products, TOWNS))
