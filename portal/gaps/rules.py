"""What a reported gap says: why nothing fits; and how often that was said of which cell."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.availability.rules.row import Named
from portal.kernel.spelling import slug


class GapReason(StrEnum):
    """Why nothing fits a client."""

    NONE_OFFERED = "none_offered"
    WAIT_TOO_LONG = "wait_too_long"
    ONLY_STOPPED = "only_stopped"
    DOES_NOT_FIT = "does_not_fit"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The Dutch words."""
        return {
            "none_offered": "Geen aanbod",
            "wait_too_long": "Wachttijd te lang",
            "only_stopped": "Alleen aanmeldstops",
            "does_not_fit": "Past niet bij de cliënt",
            "other": "Anders",
        }[self.value]

    @property
    def slug(self) -> str:
        """The words as they stand in the address bar: wachttijd-te-lang."""
        return slug(self.label)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductChoice:
    """A product as somebody chooses it."""

    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """That the region dealt with a report: when, who and what came of it."""

    on: date
    by_name: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One reported gap."""

    id: int
    product: ProductChoice | None
    municipality: Named
    reason: GapReason
    remark: str
    reported_on: date
    by_name: str
    closing: Closing | None

    @property
    def title(self) -> str:
        """What is missing where."""
        return f"{self.product.name if self.product else 'Geen bepaald product'}, {self.where}"

    @property
    def where(self) -> str:
        """The name of the municipality."""
        return self.municipality.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How often gaps were reported of one product in one municipality and are still open."""

    product: ProductChoice | None
    municipality: Named
    count: int
    reasons: tuple[tuple[GapReason, int], ...]
    """The most frequent reason first."""
    last_on: date

    @property
    def told(self) -> str:
        """The reasons in words: 2 keer wachttijd te lang, 1 keer anders."""
        return ", ".join(f"{count} keer {reason.label.lower()}" for reason, count in self.reasons)


def tallies(gaps: Iterable[Gap]) -> list[Tally]:
    """The open reports counted per product and municipality, the most reported first."""
    cells: dict[tuple[ProductChoice | None, Named], list[Gap]] = defaultdict(list)
    for gap in gaps:
        if gap.closing is None:
            cells[gap.product, gap.municipality].append(gap)
    counted = [_tally(product, where, own) for (product, where), own in cells.items()]
    return sorted(counted, key=_most_reported)


def _tally(product: ProductChoice | None, municipality: Named, gaps: list[Gap]) -> Tally:
    counts = Counter(gap.reason for gap in gaps)
    order = list(GapReason)
    return Tally(
        product=product,
        municipality=municipality,
        count=len(gaps),
        reasons=tuple(sorted(counts.items(), key=lambda item: (-item[1], order.index(item[0])))),
        last_on=max(gap.reported_on for gap in gaps),
    )


def _most_reported(tally: Tally) -> tuple[int, int, str, str]:
    code = tally.product.code if tally.product else ""
    return (-tally.count, -tally.last_on.toordinal(), code, tally.municipality.name)
