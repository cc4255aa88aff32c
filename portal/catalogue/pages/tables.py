"""What several pages of the catalogue show alike."""

from typing import Final

from portal.catalogue.models import Product
from portal.kernel.actor import Actor, Role
from portal.kernel.dates import dutch_date
from portal.web.records import Record, RecordTable

LOTS: Final = "/regio/percelen/"
PRODUCTS: Final = "/regio/producten/"
MUNICIPALITIES: Final = "/regio/gemeenten/"


def for_manager(actor: Actor, href: str) -> str:
    """A way to change something; the inspector gets none."""
    return href if actor.has(Role.REGION_MANAGER) else ""


def products_table(rows: list[Product], *, title: str, new_href: str = "") -> RecordTable:
    return RecordTable(
        title=title,
        columns=["Product", "Code", "Eenheid", "Waar", "Intake", "Geldig vanaf"],
        records=[
            Record(
                name=row.name,
                href=f"{PRODUCTS}{row.id}/",
                cells=[
                    row.full_code,
                    row.unit,
                    row.delivered.label,
                    row.intake.label,
                    dutch_date(row.valid_from),
                ],
            )
            for row in rows
        ],
        empty="Er zijn nog geen producten.",
        new_label="Product toevoegen",
        new_href=new_href,
        anchor="producten",
    )
