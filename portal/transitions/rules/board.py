"""The deadline board: what is due first, per municipality, product and provider."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.transitions.rules.parts import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Clients of one municipality, product and provider who are not over yet."""

    municipality: str
    product: str
    provider: str
    first_on: date
    """The earliest deadline among them."""
    days_left: int
    """Below zero: too late."""
    clients: int
    undecided: int
    ready: int


def board(parts: Iterable[Part], *, on: date) -> list[Due]:
    """The most urgent first; who is over or waits no more is left out."""
    groups: dict[tuple[str, str, str], list[Part]] = defaultdict(list)
    for part in parts:
        if part.done is None and part.waits:
            product = f"{part.product.name} ({part.product_code})"
            groups[part.municipality.name, product, part.provider.name].append(part)
    found = [_due(names, group, on=on) for names, group in groups.items()]
    return sorted(found, key=lambda one: (one.first_on, one.municipality, one.product))


def _due(names: tuple[str, str, str], group: list[Part], *, on: date) -> Due:
    municipality, product, provider = names
    first_on = min(part.deadline_on for part in group)
    return Due(
        municipality=municipality,
        product=product,
        provider=provider,
        first_on=first_on,
        days_left=(first_on - on).days,
        clients=len(group),
        undecided=sum(part.undecided for part in group),
        ready=sum(part.ready for part in group),
    )
