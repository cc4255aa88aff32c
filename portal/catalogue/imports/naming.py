"""How a file names rows of other kinds: by the words that people use for them."""

from collections.abc import Mapping

from portal.catalogue.models import Lot, Municipality, Product
from portal.spreadsheets.columns import Faulty
from portal.spreadsheets.kinds import Given


def plain(words: str) -> str:
    """Words to compare by: without capitals or double spaces."""
    return " ".join(words.casefold().split())


class ByName:
    """Finds what a file names: rows of the region by any of their names."""

    def __init__(self, what: str, names: Mapping[str, int]) -> None:
        self.what = what
        self.ids = {plain(name): found for name, found in names.items()}
        self.official = {found: name for name, found in names.items()}

    def id(self, name: str, column: str = "") -> int:
        """The id behind this name. Raises Faulty."""
        found = self.ids.get(plain(name))
        if found is None:
            raise Faulty(f"{self.what} ‘{name}’ staat niet in deze regio", column)
        return found

    def settled(self, name: str, column: str) -> str:
        """The name as the database writes it. Raises Faulty."""
        return self.official[self.id(name, column)]


async def municipalities_of(region_id: int) -> ByName:
    """The region's municipalities, by CBS code or name."""
    rows = await Municipality.filter(region_id=region_id).values("id", "code", "name")
    codes = {row["code"]: row["id"] for row in rows}
    return ByName("gemeente", {**codes, **{row["name"]: row["id"] for row in rows}})


async def lots_of(region_id: int) -> ByName:
    """The region's lots, by name."""
    return ByName("perceel", dict(await Lot.filter(region_id=region_id).values_list("name", "id")))


async def products_of(region_id: int) -> ByName:
    """The region's products by full code; of several versions the newest."""
    rows = await Product.filter(region_id=region_id).order_by("valid_from")
    return ByName("product", {row.full_code: row.id for row in rows})


def settle_municipality(found: ByName, given: Given) -> Given:
    return {**given, "municipality": found.settled(given["municipality"], "municipality")}
