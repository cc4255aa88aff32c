"""How well the words of residents are understood on the public search.

Run: portal bench social [held | third] [--misses]. The questions stand in social.csv beside this
program: where they are asked (in a municipality, in a region, or over all), of which class they
are, and what they should find, by facts rather than by words: kinds of facilities of the demo by
the first words of their names, products by the first signs of their codes (`02`), providers by name
(`@De Linde`), and for all of those a municipality (`& in=Hoorn`: it stands there, or
comes to homes there). What `must` names has to be
found; what `may` names does no harm beside it. Each of the rounds `held` and `third` was
written after the last tuning, and asked once before anything was changed for it.

precision@10: of the first ten results as the page shows them, how many are named;
recall: of what must be found, how much is found; both are means over the questions.
"""

import asyncio
import csv
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from portal.availability.rules.row import Row
from portal.database.connecting import connect, disconnect
from portal.database.migrating import migrate
from portal.database.transactions import committed
from portal.demo.fill import fill
from portal.kernel.clock import today
from portal.kernel.spelling import fold
from portal.socialmap.index import Guided, guides
from portal.socialmap.pages.looking import moment
from portal.socialmap.pages.results import PER_GROUP
from portal.socialmap.rules.around import Around
from portal.socialmap.rules.asking import KINDS, Ask
from portal.socialmap.rules.finding import Found, Looked
from portal.socialmap.rules.guide import Item

HERE: Final = Path(__file__).parent
REGIONS: Final = {"wf": "Westfriesland", "mh": "Midden-Holland"}
TARGETS: Final = {"precision@10": 0.95, "recall": 0.9}
NONE: Final = "none"
ROUNDS: Final = ("tuned", "held", "third")


@dataclass(frozen=True, slots=True)
class Question:
    """One line of social.csv."""

    round: str
    kind: str
    over: str
    query: str
    must: str
    may: str


@dataclass(frozen=True, slots=True)
class Measured:
    """How one question was answered."""

    question: Question
    answers: int
    precision: float
    recall: float
    micros: float
    wrong: Sequence[str]
    lacking: Sequence[str]


def questions() -> list[Question]:
    with (HERE / "social.csv").open(encoding="utf-8") as file:
        return [
            Question(
                row["set"], row["class"], row["over"], row["query"], row["must"],
                row["may"] or "",
            )
            for row in csv.DictReader(file)
        ]  # fmt: skip


def named(condition: str, item: Item) -> bool:
    """`eettafel|07 & in=Hoorn`: one of the names, in this municipality."""
    names, _, town = condition.partition("& in=")
    if town and fold(town.strip()) not in _where(item):
        return False
    return any(_is(item, name.strip()) for name in names.split("|") if name.strip())


def _where(item: Item) -> set[str]:
    """Where it stands, or, when it comes to people's homes, where those may be."""
    if item.where is None:
        return {fold(one.name) for one in item.municipalities}
    towns = [] if isinstance(item, Row) else [item.municipality.name]
    return {fold(item.where.place), *map(fold, towns)}


def _is(item: Item, name: str) -> bool:
    if isinstance(item, Row):
        if name.startswith("@"):
            return fold(item.provider.name) == fold(name[1:])
        return name[0].isdigit() and item.product_code.startswith(name)
    return not name.startswith("@") and fold(item.name).startswith(fold(name))


def called(item: Item) -> str:
    if isinstance(item, Row):
        return f"{item.product_code} {item.provider.name}"
    return item.name


class Landscape:
    """The guides of the demo, asked as the page of results asks them."""

    def __init__(self, around: Around, guided: Sequence[Guided]) -> None:
        self.around = around
        self.guided = guided

    def ask(self, question: Question) -> tuple[Found, list[Guided]]:
        here = self.around.places.get(question.over)
        region = here.town.region.name if here else REGIONS.get(question.over)
        asked = [one for one in self.guided if region in {None, _region(one)}]
        town_id = here.town.id if here else None
        at = moment()
        looked = [Looked(one.guide, one.view(town_id, today=at.today)) for one in asked]
        return Found(looked, Ask(words=question.query, here=here), at), asked

    def inhabited(self, question: Question, asked: Sequence[Guided]) -> Iterator[Item]:
        """Everything that might answer where this question is asked."""
        here = self.around.places.get(question.over)
        for one in asked:
            town_id = here.town.id if here else None
            open_now = one.guide.everything(one.view(town_id, today=today()))
            for slot, item in one.guide.items.items():
                if not open_now >> slot & 1:
                    continue
                if here is None or here.town.id in {town.id for town in item.municipalities}:
                    yield item


def _region(one: Guided) -> str:
    return one.shelved.around.region.name


def measured(question: Question, landscape: Landscape) -> Measured:
    start = time.perf_counter()
    found, asked = landscape.ask(question)
    by_kind = [[hit.item for hit in found.of_kind(kind)] for kind in KINDS]
    micros = (time.perf_counter() - start) * 1e6
    shown = [item for items in by_kind for item in items[:PER_GROUP]][:10]
    everything = {called(item) for items in by_kind for item in items}
    must = {
        called(item)
        for item in landscape.inhabited(question, asked)
        if question.must != NONE and named(question.must, item)
    }
    assert must or question.must == NONE, f"nothing is named: {question}"
    wrong = [called(i) for i in shown if not (named(question.must, i) or named(question.may, i))]
    return Measured(
        question,
        len(everything),
        1 - len(wrong) / len(shown) if shown else 0.0,
        len(must & everything) / len(must) if must else 0.0,
        micros,
        wrong,
        sorted(must - everything),
    )


def report(title: str, found: list[Measured]) -> None:
    classes: dict[str, list[Measured]] = defaultdict(list)
    for one in found:
        classes[one.question.kind].append(one)
    print(f"| {title} | questions | precision@10 | recall | nonsense answered | median µs |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name, some in [*sorted(classes.items()), ("all", found)]:
        real = [one for one in some if one.question.must != NONE]
        nonsense = sum(one.answers > 0 for one in some if one.question.must == NONE)
        precision = statistics.fmean([one.precision for one in real]) if real else 0.0
        recall = statistics.fmean([one.recall for one in real]) if real else 0.0
        micros = statistics.median(one.micros for one in some)
        figures = f"{precision:.3f} | {recall:.3f}" if real else "- | -"
        print(f"| {name} | {len(some)} | {figures} | {nonsense} | {micros:.0f} |")


def print_misses(found: list[Measured]) -> None:
    for one in found:
        none = one.question.must == NONE
        if (none and one.answers) or (not none and min(one.precision, one.recall) < 1):
            print(
                f"{one.question.over:6} {one.question.query!r}: {one.answers} answers, precision"
                f" {one.precision:.2f}, recall {one.recall:.2f};"
                f" wrong {list(one.wrong)[:4]}, lacking {list(one.lacking)[:3]}"
            )


async def main() -> None:
    asked = next((name for name in ROUNDS if name in sys.argv), ROUNDS[0])
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite://{folder}/bench.db"
        await connect(url)
        await migrate(url)
        await committed(lambda: fill(today()))
        landscape = Landscape(await guides.around(), await guides.of_all())
        await disconnect()
    found = [measured(one, landscape) for one in questions() if one.round == asked]
    report(asked, found)
    if "--misses" in sys.argv:
        print_misses(found)


if __name__ == "__main__":
    asyncio.run(main())
