"""How well the words of search are understood, and how fast.

Run: portal bench words [--held] [--misses]. The questions stand in words.csv beside this program:
which documents they are asked of, of which class they are, and, by facts rather than by words,
which documents are relevant. Asked are the two regions of the demo and a made-up landscape of
5,000 offerings. The questions marked `held` were written after the last tuning.

precision@10: of ten answers in an order that knows nothing of words, how many are relevant;
recall: of the relevant documents, how many are answers; both are means over the questions.
"""

import asyncio
import csv
import math
import re
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from portal.availability.models import Offering
from portal.availability.queries.offerings import rows
from portal.database.connecting import connect, disconnect
from portal.database.migrating import migrate
from portal.database.transactions import committed
from portal.demo.fill import fill
from portal.kernel.clock import today
from portal.kernel.spelling import fold
from portal.search.rules import Document, Synonyms, Vocabulary, built_in, document

HERE: Final = Path(__file__).parent
DEMO: Final = HERE.parent / "portal" / "demo"
TARGETS: Final = {"precision@10": 0.95, "recall": 0.9}


@dataclass(frozen=True, slots=True)
class Question:
    """One line of words.csv."""

    held: bool
    over: str
    kind: str
    query: str
    relevant: str


@dataclass(frozen=True, slots=True)
class Measured:
    """How one question was answered."""

    question: Question
    answers: int
    precision: float
    recall: float
    micros: float


Facts = dict[int, Document]


def questions() -> list[Question]:
    with (HERE / "words.csv").open(encoding="utf-8") as file:
        return [
            Question(row["set"] == "held", row["over"], row["class"], row["query"], row["relevant"])
            for row in csv.DictReader(file)
        ]


def relevant(condition: str) -> Callable[[Document], bool]:
    """`code=01HHO|01HHT & near=Hoorn`: all must hold, one value of each is enough."""
    if condition == "none":
        return lambda _: False
    parts = [part.strip().split("=", 1) for part in condition.split("&")]
    return lambda document: all(_holds(document, name, value) for name, value in parts)


def _holds(document: Document, name: str, values: str) -> bool:
    said = fold(_fact(document, name))
    return any(
        fold(value) == said if name == "code" else _contains(said, fold(value))
        for value in values.split("|")
    )


def _contains(said: str, value: str) -> bool:
    return f" {value} " in f" {re.sub(r'[/,.]', ' ', said)} "


def _fact(document: Document, name: str) -> str:
    if name == "near":
        home = () if document.place else document.municipalities
        return " / ".join((document.place, document.area, *home))
    if name == "called":
        return f"{document.provider} / {document.location}"
    if name == "serves":
        return " / ".join((document.place, *document.municipalities))
    return str(getattr(document, name))


# What is asked


async def demo_documents() -> dict[str, Facts]:
    """The offerings of the demo per region, by their slug."""
    found: dict[str, Facts] = defaultdict(dict)
    for row in await rows(Offering.filter(withdrawn_at=None)):
        said = document(row)
        found["wf" if row.region.name == "Westfriesland" else "mh"][row.id] = said
    return found


async def read_demo() -> dict[str, Facts]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite://{folder}/bench.db"
        await connect(url)
        await migrate(url)
        await committed(lambda: fill(today()))
        found = await demo_documents()
        await disconnect()
    return found


PRODUCTS: Final = tuple(
    line.split(";")
    for line in """
01HHO;Huishoudelijke ondersteuning;Huishouden;
01HHP;Huishoudelijke ondersteuning plus;Huishouden;
01HBH;Hulp bij het huishouden;Hulp bij huishouden;
01WAS;Was- en strijkservice;Huishouden;
02BGI;Individuele begeleiding;Ambulant;Volwassenen
02BGL;Begeleiding licht;Ambulant;
02BGM;Begeleiding midden;Ambulant;
02BGZ;Begeleiding zwaar;Ambulant;
02AMB;Ambulante begeleiding;Ambulant;
02AMS;Ambulante begeleiding specialistisch;Ambulant;
02OPV;Opvoedondersteuning;Ambulant;Ouders
02BPS;Begeleiding psychische problemen;Ambulant;Psychische problemen
02NAH;Begeleiding hersenletsel;Ambulant;Niet-aangeboren hersenletsel
02AUT;Begeleiding autisme;Ambulant;Mensen met autisme
02FIN;Financiële begeleiding;Ambulant;
07DBO;Dagbesteding ouderen;Dagbesteding & logeren;Ouderen
07DBD;Dagbesteding dementie;Dagbesteding & logeren;Mensen met dementie
07DBW;Arbeidsmatige dagbesteding;Dagbesteding & logeren;Volwassenen
07DBB;Belevingsgerichte dagbesteding;Dagbesteding & logeren;
07DBV;Dagbesteding verstandelijke beperking;Dagbesteding & logeren;Verstandelijke beperking
08VVZ;Vervoer, niet rolstoelgebonden;Dagbesteding & logeren;
08VVM;Vervoer, rolstoelgebonden;Dagbesteding & logeren;
04KDV;Kortdurend verblijf;Dagbesteding & logeren;
04LOG;Logeren;Dagbesteding & logeren;
04LOW;Weekendlogeren;Dagbesteding & logeren;
15BTH;Beschermd thuis;Wmo Wonen;
15BWO;Beschermd wonen;Wmo Wonen;Psychische problemen
15BEW;Begeleid wonen;Wmo Wonen;
15TRW;Trainingswonen;Wmo Wonen;
09MAN;Mantelzorgondersteuning;Mantelzorg;Mantelzorgers
""".strip().splitlines()
)
FIRST: Final = (
    "De", "Het", "Stichting", "Thuiszorg", "Zorggroep", "Praktijk", "Woonzorg", "Huize", "Atelier",
)  # fmt: skip
LAST: Final = (
    "Korenbloem", "Wilgenhof", "Zonnehoek", "Veldzicht", "Meerkoet", "Klaproos", "Sterrenburg",
    "Leeuwerik", "Vuurtoren", "Molenwiek", "Waterlelie", "Ooievaar", "Regenboog", "Horizon",
    "Morgenster", "Kruispunt", "Ankerplaats", "Duinroos", "Eikenhorst", "Beukelaar", "Lindelaan",
    "Zilvermeeuw", "Kastanje", "Rietzanger", "Havenlicht", "Buitenkans", "Doorzetters",
    "Wijde Blik",
    "Samenspel", "Levenskunst", "Rozenhage", "Ter Maten", "Van Dijk", "Jansen en Zonen", "Pluspunt",
    "Evenwicht", "Thuisbasis", "Vierklank", "Kwartier", "Bries", "Élan", "Über Leven",
    "Noorderlicht",
)  # fmt: skip
SAID: Final = (
    "", "", "", "Op dinsdag en donderdag is er nog plek.", "Bel even voor overleg over spoed.",
    "Alleen voor mensen die zelf kunnen komen.", "Ook in de avond en het weekend.",
    "Wij spreken Turks en Arabisch.", "De begeleider komt kennismaken.", "Huisdieren zijn welkom.",
    "Met tuin, dieren en een moestuin.", "Gebarentaal is mogelijk.",
)  # fmt: skip
DESCRIPTIONS: Final = {
    "01": "Hulp bij het schoonhouden van het huis.",
    "02": "Begeleiding bij het dagelijks leven thuis.",
    "04": "Een paar dagen logeren, zodat de mantelzorger rust krijgt.",
    "07": "Overdag iets doen in een groep, met een begeleider.",
    "08": "Van huis naar de dagbesteding en terug.",
    "09": "Steun voor wie voor een ander zorgt.",
    "15": "Wonen met begeleiding dichtbij.",
}


def facts_in(name: str) -> list[dict[str, str]]:
    with (DEMO / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def made_documents(count: int = 5_000) -> Facts:
    """A landscape of invented providers in the places of the demo, always the same."""
    random = Random(42)
    places = facts_in("places")
    towns = {row["code"]: row["name"] for row in facts_in("municipalities")}
    names = [f"{first} {last}" for last in LAST for first in random.sample(FIRST, 3)]
    return {key: _made(random, names, places, towns) for key in range(1, count + 1)}


def _made(
    random: Random, names: list[str], places: list[dict[str, str]], towns: dict[str, str]
) -> Document:
    code, product, lot, target_group = random.choice(PRODUCTS)
    provider, place = random.choice(names), random.choice(places)
    home = code[:2] in {"01", "02", "09"}
    municipality = towns[place["municipality_code"]]
    return Document(
        provider=provider,
        product=product,
        code=code,
        lot=lot,
        description=DESCRIPTIONS[code[:2]],
        target_group=target_group,
        remark=random.choice(SAID),
        location="" if home else f"{provider}, {random.choice(('hof', 'tuin', 'werkplaats'))}",
        place="" if home else place["place"],
        area=f"{municipality} en omgeving" if home else "",
        municipalities=(municipality,),
    )


# How it is answered


def vocabulary_of(facts: Facts) -> Vocabulary:
    vocabulary = Vocabulary()
    for key, said in facts.items():
        vocabulary.put(key, said.texts())
    return vocabulary


def measured(
    question: Question, facts: Facts, vocabulary: Vocabulary, synonyms: Synonyms, times: int = 7
) -> Measured:
    taken: list[float] = []
    bits = 0
    for _ in range(times):
        start = time.perf_counter()
        bits = vocabulary.find(question.query, synonyms).bits
        taken.append((time.perf_counter() - start) * 1e6)
    wanted = {key for key, said in facts.items() if relevant(question.relevant)(said)}
    got = [key for key in facts if bits >> key & 1]
    ten = Random(question.query).sample(got, min(10, len(got)))
    assert wanted or question.relevant == "none", f"nothing is relevant: {question}"
    return Measured(
        question,
        len(got),
        sum(key in wanted for key in ten) / len(ten) if ten else 0.0,
        len(wanted & set(got)) / len(wanted) if wanted else 0.0,
        statistics.median(taken),
    )


def all_measured(asked: list[Question], landscapes: dict[str, Facts]) -> Iterator[Measured]:
    synonyms = Synonyms(built_in())
    known = {name: vocabulary_of(facts) for name, facts in landscapes.items()}
    for question in asked:
        over = question.over
        yield measured(question, landscapes[over], known[over], synonyms)


def means(found: list[Measured]) -> tuple[float, float, int, float]:
    """Precision, recall, nonsense answered, median µs."""
    real = [one for one in found if one.question.relevant != "none"]
    nonsense = sum(one.answers > 0 for one in found if one.question.relevant == "none")
    return (
        statistics.fmean([one.precision for one in real] or [math.nan]),
        statistics.fmean([one.recall for one in real] or [math.nan]),
        nonsense,
        statistics.median(one.micros for one in found),
    )


def report(title: str, found: list[Measured], *, misses: bool) -> None:
    classes: dict[str, list[Measured]] = defaultdict(list)
    for one in found:
        classes[one.question.kind].append(one)
    print(f"\n| {title} | questions | precision@10 | recall | nonsense answered | median µs |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name, some in [*sorted(classes.items()), ("all", found)]:
        precision, recall, nonsense, micros = means(some)
        print(
            f"| {name} | {len(some)} | {precision:.3f} | {recall:.3f} | {nonsense} | {micros:.0f} |"
        )
    if misses:
        _print_misses(found)


def _print_misses(found: list[Measured]) -> None:
    for one in found:
        asked, none = one.question, one.question.relevant == "none"
        if (none and one.answers) or (not none and min(one.precision, one.recall) < 1):
            print(
                f"{asked.over:5} {asked.query!r}: {one.answers} answers, "
                f"precision {one.precision:.2f}, recall {one.recall:.2f} of {asked.relevant}"
            )


def main() -> None:
    landscapes = {**asyncio.run(read_demo()), "made": made_documents()}
    misses = "--misses" in sys.argv
    for held in (False, True):
        asked = [question for question in questions() if question.held == held]
        if asked and held == ("--held" in sys.argv):
            title = "held out" if held else "tuned"
            report(title, list(all_measured(asked, landscapes)), misses=misses)


if __name__ == "__main__":
    main()
