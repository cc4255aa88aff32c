"""What an offering says of itself, as texts that search looks in."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.availability.rules.row import Row
from portal.search.rules.postings import Text, Weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The texts of one offering; what is empty is not said."""

    provider: str
    product: str
    code: str = ""
    """Category and code as one, such as 02BGB; it is found as BGB too."""
    lot: str = ""
    description: str = ""
    target_group: str = ""
    remark: str = ""
    location: str = ""
    place: str = ""
    area: str = ""
    municipalities: tuple[str, ...] = ()

    def texts(self) -> list[Text]:
        """Every text with its weight; a location lies in its place, not where clients come from."""
        served = Weight.SERVED if self.location or self.place else Weight.NAME
        return [
            *_weighing(Weight.WHAT, (self.product, self.code, self.target_group)),
            *_weighing(Weight.NAME, (self.provider, self.location, self.place, self.area)),
            *_weighing(served, self.municipalities),
            *_weighing(Weight.LOT, (self.lot,)),
            *_weighing(Weight.TEXT, (self.description, self.remark)),
        ]


def document(row: Row) -> Document:
    """What this offering says."""
    return Document(
        provider=row.provider.name,
        product=row.product.name,
        code=row.product_code,
        lot=row.lot.name,
        description=row.description,
        target_group=row.target_group,
        remark=row.statement.remark if row.statement else "",
        location=row.where.name if row.where else "",
        place=row.where.place if row.where else "",
        area="" if row.where else row.area_name,
        municipalities=tuple(served.name for served in row.municipalities),
    )


def _weighing(weight: int, texts: Iterable[str]) -> Iterable[Text]:
    return ((text, weight) for text in texts if text)
