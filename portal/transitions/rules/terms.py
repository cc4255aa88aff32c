"""Until when somebody may keep what there is, and which product comes after."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


def deadline(
    *, allocation_ends_on: date | None, cut_over_on: date, bridging_days: int, final_on: date
) -> date:
    """The last day for one client.

    The earliest of the end of the allocation, the cut-over plus the bridging term of the
    product, and the final date of the transition.
    """
    days = [cut_over_on + timedelta(days=bridging_days), final_on]
    return min([*days, allocation_ends_on] if allocation_ends_on else days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One line of the was-wordt list; without successor there is no new product."""

    product_id: int
    successor_id: int | None
    municipality_id: int | None
    """None is the whole region; a line of a municipality goes before it."""
    from_on: date
    equivalent: bool = True


@dataclass(frozen=True, slots=True)
class Becomes:
    """What a product becomes in a municipality."""

    successor_ids: tuple[int, ...]
    """None: no new product. Several: the access team chooses."""
    equivalent: bool = True


def becomes(
    rules: Iterable[Rule], product_id: int, municipality_id: int, *, on: date, goes_on: bool
) -> Becomes | None:
    """What this product becomes on that day; None when the list does not say.

    A product that simply goes on (`goes_on`) and has no line stays what it is.
    """
    found = [rule for rule in rules if rule.product_id == product_id and rule.from_on <= on]
    local = [rule for rule in found if rule.municipality_id == municipality_id]
    general = [rule for rule in found if rule.municipality_id is None]
    lines = local or general
    if not lines:
        return Becomes((product_id,)) if goes_on else None
    ids = {rule.successor_id for rule in lines if rule.successor_id is not None}
    return Becomes(tuple(sorted(ids)), all(rule.equivalent for rule in lines))
