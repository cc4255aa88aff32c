"""The kinds of file that fill the catalogue."""

from typing import Any, Final

from portal.catalogue.imports.lots import LOTS
from portal.catalogue.imports.places import MUNICIPALITIES, PLACES
from portal.catalogue.imports.products import PRODUCTS
from portal.spreadsheets.kinds import Kind

KINDS: Final[tuple[Kind[Any], ...]] = (MUNICIPALITIES, PLACES, LOTS, PRODUCTS)
