"""Where residents of Hoorn are helped."""

import pytest

from portal.catalogue.models import Place
from portal.providers.models import AccessTeamContact
from portal.providers.rules import ContactPurpose
from tests.cast import Cast


@pytest.fixture
async def hoorn(cast: Cast) -> None:
    """The place, and whom residents of Hoorn call first."""
    await Place.create(
        pc4="1621", name="Hoorn", municipality=cast.hoorn, latitude=52.64, longitude=5.06
    )
    await AccessTeamContact.create(
        access_team=cast.hoorn_team,
        purpose=ContactPurpose.RESIDENTS,
        name="Wijkteam Hoorn",
        phone="0229 111 222",
        email="wijkteam@hoorn.example",
    )
