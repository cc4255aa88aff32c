"""The form by which a region makes an offering."""

from typing import Any

from wtforms import SelectField
from wtforms.validators import InputRequired

from portal.catalogue.forms import Options
from portal.web.forms import Form

AREA = "werkgebied"


class OfferingForm(Form):
    """Which product where, under which contract. The page fills in what may be chosen."""

    contract_id = SelectField("Contract", [InputRequired("Kies een contract.")], coerce=int)
    product_id = SelectField("Product", [InputRequired("Kies een product.")], coerce=int)
    where = SelectField(
        "Waar",
        [InputRequired("Kies een werkgebied of locatie.")],
        description="Een product dat thuis is, krijgt een werkgebied; op locatie een locatie.",
    )

    def offer_places(self, areas: Options, locations: Options) -> None:
        """The service areas and locations to choose from."""
        self.where.choices = {
            **{f"{AREA}-{row_id}": f"Thuis: {name}" for row_id, name in areas.items()},
            **{f"locatie-{row_id}": f"Op locatie: {name}" for row_id, name in locations.items()},
        }

    def values(self) -> dict[str, Any]:
        """What to save."""
        kind, _, row_id = str(self.where.data).partition("-")
        place_id = int(row_id)
        return {
            "contract_id": self.contract_id.data,
            "product_id": self.product_id.data,
            "service_area_id": place_id if kind == AREA else None,
            "location_id": None if kind == AREA else place_id,
        }
