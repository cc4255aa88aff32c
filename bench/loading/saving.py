"""Providers save through the form, one after another and all at once; others see it."""

import asyncio
import random
import statistics
import string
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

import httpx
from lxml import html

from bench.country import Writer
from bench.loading.queries import PATH
from bench.loading.running import Query, Server, fragment

VISIBLE_SECONDS: Final = 30


@dataclass(frozen=True, slots=True)
class Saves:
    """How long saves took, in milliseconds, and how long all of them together."""

    each: tuple[float, ...]
    total: float
    errors: int

    @property
    def median(self) -> float:
        """Half of them were faster."""
        return statistics.median(self.each)

    @property
    def p99(self) -> float:
        """Of a hundred, one was slower."""
        return statistics.quantiles(self.each, n=100)[-1]


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as its writer would send it."""

    path: str
    fields: dict[str, str]
    headers: dict[str, str]


async def one_by_one(server: Server, writers: Sequence[Writer]) -> Saves:
    """Each writer saves when the one before is done."""
    async with _client(server) as client:
        forms = [await _filled(client, writer, new_remark()) for writer in writers]
        start = time.perf_counter()
        saved = [await _save(client, form) for form in forms]
        return _told(saved, start)


async def at_once(server: Server, writers: Sequence[Writer]) -> Saves:
    """All writers save at the same moment."""
    async with _client(server) as client:
        forms = [await _filled(client, writer, new_remark()) for writer in writers]
        start = time.perf_counter()
        saved = await asyncio.gather(*(_save(client, form) for form in forms))
        return _told(saved, start)


async def visible(saver: Server, reader: Server, writers: Sequence[Writer]) -> list[float]:
    """Milliseconds from a saved row's answer until another process finds it by its new remark."""
    return [await _visible(saver, reader, writer) for writer in writers]


async def _visible(saver: Server, reader: Server, writer: Writer) -> float:
    remark = new_remark()
    query = Query(writer.reader.token, f"{PATH}?zoek={remark}&gemeente=alle")
    sign = f'"{PATH}{writer.offering_id}/'.encode()
    with httpx.Client(base_url=reader.address, timeout=VISIBLE_SECONDS) as client:
        assert sign not in fragment(client, query), "it cannot be there yet"
        async with _client(saver) as provider:
            taken, right = await _save(provider, await _filled(provider, writer, remark))
        assert right, f"not saved in {taken} ms"
        start = time.perf_counter()
        while sign not in fragment(client, query):
            if time.perf_counter() - start > VISIBLE_SECONDS:
                raise SystemExit("a saved row does not appear in another process")
            await asyncio.sleep(0.002)
        return (time.perf_counter() - start) * 1000


def new_remark() -> str:
    """A word that nobody wrote before."""
    return "".join(random.choices(string.ascii_lowercase, k=14))


def _client(server: Server) -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    return httpx.AsyncClient(base_url=server.address, timeout=120, limits=limits)


async def _filled(client: httpx.AsyncClient, writer: Writer, remark: str) -> Filled:
    """The writer's form as the portal fills it, with another remark."""
    path = f"/aanbieder/aanbod/{writer.offering_id}/wijzigen/"
    headers = {"Cookie": f"session={writer.token}", "Origin": str(client.base_url)}
    page = await client.get(path, headers=headers)
    page.raise_for_status()
    return Filled(path, _fields(page.text, path) | {"remark": remark}, headers)


def _fields(page: str, path: str) -> dict[str, str]:
    tree: Any = cast("Any", html).document_fromstring(page)
    (form,) = [one for one in tree.forms if one.action.startswith(path)]
    known = {name: value for name, value in form.form_values() if name != "action"}
    return {"status": "waitlist", **known}


async def _save(client: httpx.AsyncClient, form: Filled) -> tuple[float, bool]:
    """Milliseconds, and whether the portal said that it was saved."""
    start = time.perf_counter()
    try:
        answer = await client.post(form.path, data=form.fields, headers=form.headers)
    except httpx.HTTPError:
        return (time.perf_counter() - start) * 1000, False
    right = answer.status_code == 303 and "opgeslagen=" in answer.headers["location"]
    return (time.perf_counter() - start) * 1000, right


def _told(saved: Sequence[tuple[float, bool]], start: float) -> Saves:
    total = (time.perf_counter() - start) * 1000
    return Saves(tuple(taken for taken, _ in saved), total, sum(not right for _, right in saved))
