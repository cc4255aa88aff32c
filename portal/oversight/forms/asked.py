"""What the address bar asks of the pages about upkeep; what nobody understands is left out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from portal.kernel.ids import as_id
from portal.oversight.rules.upkeep import By, Kept, Order

MINE: Final = "mijn"
YES: Final = "ja"


def asks_mine(query: Mapping[str, str]) -> bool:
    """Whether only one's own contracts are asked for."""
    return query.get(MINE) == YES


def query_of(*, mine: bool) -> str:
    """How the address bar says that."""
    return f"?{MINE}={YES}" if mine else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How the offerings are grouped and ordered, and to which they are kept."""

    by: By = By.PROVIDER
    order: Order = Order.NEED
    mine: bool = False
    within: By | None = None
    """Only one lot, product or contract manager."""
    within_id: int = 0

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> "Asked":
        """Read the address bar."""
        within, within_id = _within(query)
        return cls(
            by=next((by for by in By if query.get("per") == by), By.PROVIDER),
            order=next((one for one in Order if query.get("volgorde") == one), Order.NEED),
            mine=asks_mine(query),
            within=within,
            within_id=within_id,
        )

    def holds(self, one: Kept) -> bool:
        """Whether this offering is asked for."""
        return self.within is None or one.key(self.within).id == self.within_id

    def per(self, by: By) -> str:
        """The address of another grouping of the whole."""
        return replace(self, by=by, within=None, within_id=0).query

    def by_order(self, order: Order) -> str:
        """The address of another order."""
        return replace(self, order=order).query

    def of_mine(self, mine: bool) -> str:  # noqa: FBT001  one word says it all
        """The address of the own contracts, or of the whole region."""
        return replace(self, mine=mine).query

    def inside(self, group_id: int) -> str:
        """The address of the providers within one group."""
        return replace(self, by=By.PROVIDER, within=self.by, within_id=group_id).query

    @property
    def query(self) -> str:
        """These wishes for the address bar; what goes without saying is left out."""
        pairs = [
            ("per", self.by if self.by is not By.PROVIDER else ""),
            ("volgorde", self.order if self.order is not Order.NEED else ""),
            (MINE, YES if self.mine else ""),
            *([(str(self.within), str(self.within_id))] if self.within else []),
        ]
        return "?" + urlencode([(key, value) for key, value in pairs if value])


def _within(query: Mapping[str, str]) -> tuple[By | None, int]:
    for by in (By.LOT, By.PRODUCT, By.MANAGER):
        number = as_id(query.get(by.value, ""))
        if number is not None:
            return by, number
    return None, 0
