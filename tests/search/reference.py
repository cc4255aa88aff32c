"""The agreement once more, as plainly as it is spoken, sharing nothing with the code it checks."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from hashlib import blake2b
from math import acos, cos, radians, sin
from typing import Any
from unicodedata import combining, normalize

from portal.availability.rules.row import Row
from portal.search.rules import Search, Succeeds


def plainly(text: str) -> str:
    return "".join(c for c in normalize("NFKD", text.lower()) if not combining(c))


def kilometres(row: Row, s: Search) -> float | None:
    if row.where is None or s.near is None:
        return None
    a, b = radians(s.near.latitude), radians(row.where.latitude)
    turn = cos(radians(row.where.longitude - s.near.longitude))
    return 6371.0 * acos(min(1.0, sin(a) * sin(b) + cos(a) * cos(b) * turn))


def stands(r: Row, s: Search, today: date) -> dict[str, Any]:
    """What holds today for a client of this municipality."""
    towns, said = {town.id for town in r.municipalities}, r.statement
    told = said and (said.local.get(s.municipality_id or 0) or said.figures)
    waits = [told and told.start] + [told and told.intake] * r.has_intake
    high, low = (min(9999, sum(getattr(w, x, 9999) for w in waits)) for x in ("high", "low"))
    stops = [one.stop for one in r.stops if not one.stop.withdrawn and today in one.stop.period]
    shut = {t for t in towns for stop in stops if stop.decisions.get(t) == "agreed"}
    stopped = s.municipality_id in shut if s.municipality_id else towns == shut != set()
    fresh, known = r.freshness(today=today), high < 9999
    return {
        "told": told,
        "high": high,
        "low": low,
        "fresh": fresh,
        "stopped": stopped,
        "status": "stopped" if stopped else told.status if told else "unknown",
        "group": 3 if stopped else 2 if not known else 1 if fresh == "stale" else 0,
        "day": max(s.starts_on or today, today + timedelta(high * known)),
    }


def has_a_contract(r: Row, s: Search, today: date, was_wordt: Iterable[Succeeds]) -> bool:
    day = stands(r, s, today)["day"]
    gone = any(
        w.code == r.product_code
        and w.from_on <= day
        and w.municipality_id in {None, s.municipality_id}
        for w in was_wordt
    )
    return day in r.contract and (r.validity is None or day in r.validity) and not gone


def is_product(r: Row, code: str, s: Search, today: date, was_wordt: Iterable[Succeeds]) -> bool:
    succeeds = any(
        w.code == code and w.successor == r.product_code and w.from_on <= stands(r, s, today)["day"]
        for w in was_wordt
    )
    return r.product_code == code or succeeds


def fits(r: Row, s: Search, today: date) -> bool:
    """Everything but product, companions and contract."""
    now, said, far = stands(r, s, today), r.statement, kilometres(r, s)
    told, place = now["told"], [r.where.name, r.where.place] if r.where else []
    spoken = [r.provider.name, r.product.name, r.product_code, r.lot.name, r.target_group, *place]
    spoken += [] if r.where else [r.area_name, *(t.name for t in r.municipalities)]
    said_words = re.findall(r"\w+", plainly(" ".join([*spoken, said.remark if said else ""])))
    return (
        (not s.municipality_id or s.municipality_id in {t.id for t in r.municipalities})
        and all(word in said_words for word in plainly(s.words).split())
        and (not s.lots or r.lot.id in s.lots)
        and (not s.radius_km or far is None or far <= s.radius_km)
        and (not s.within_weeks or (now["high"] <= 7 * s.within_weeks and not now["stopped"]))
        and (not s.only_fresh or now["fresh"] == "fresh")
        and (not s.only_capacity or now["status"] == "capacity")
        and (not s.statuses or now["status"] in s.statuses)
        and (not s.volume or bool(told and (told.weekly_free or 0) >= s.volume))
        and all(told and told.half_days.get(half_day, 0) > 0 for half_day in s.half_days)
        and (not s.target_groups or r.target_group in s.target_groups)
        and (not s.intensities or r.intensity in s.intensities)
        and (not s.accessible or r.where is None or r.where.wheelchair_accessible is True)
        and (not s.languages or bool(set(s.languages) & set(r.languages)))
    )


def expected_ids(
    rows: list[Row], s: Search, today: date, was_wordt: tuple[Succeeds, ...] = ()
) -> list[int]:
    """The ids of the offerings that answer this search, in order."""

    def key(r: Row) -> tuple[int, float, float, bytes]:
        now, shuffle = stands(r, s, today), blake2b(digest_size=8)
        shuffle.update(f"{today}/{r.id}".encode())
        return now["group"], now["high"], now["low"], shuffle.digest()

    def companions(r: Row) -> list[Row | None]:
        found: list[Row | None] = []
        for code in s.also:
            here = [
                o
                for o in rows
                if is_product(o, code, s, today, was_wordt)
                and has_a_contract(o, s, today, was_wordt)
                and (not s.municipality_id or s.municipality_id in {t.id for t in o.municipalities})
            ]
            bound = [o for o in here if o.companion_of and o.location_id]
            near = [o for o in bound if r.location_id and o.location_id == r.location_id]
            same = [o for o in here if o not in bound and o.provider.id == r.provider.id]
            found.append(min(near or same, key=key, default=None))
        return found

    found: list[tuple[Any, int]] = []
    for r in rows:
        along = companions(r)
        asked = not s.products or any(is_product(r, c, s, today, was_wordt) for c in s.products)
        if (
            asked
            and has_a_contract(r, s, today, was_wordt)
            and fits(r, s, today)
            and None not in along
        ):
            keys = [key(r), *(key(o) for o in along if o)]
            group, high, low = (max(k[n] for k in keys) for n in range(3))
            away = round(kilometres(r, s) or 0.0, 6)
            alone = (*key(r)[:3], key(r)[3])
            order: dict[str, Any] = {
                "start": (group, high, low, away, key(r)[3]),
                "distance": (away * bool(s.near), group, high, low, away, key(r)[3]),
                "name": (plainly(r.provider.name), plainly(r.product.name), alone),
                "freshness": ((today - r.confirmed.on).days if r.confirmed else 9**9, alone),
            }
            found.append((order[s.sort], r.id))
    return [number for _, number in sorted(found)]
