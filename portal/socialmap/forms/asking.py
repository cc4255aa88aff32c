"""Reading the address bar into a question of a resident, and writing one as an address."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from portal.kernel.languages import LANGUAGES
from portal.kernel.postcode import pc4
from portal.kernel.spelling import fold
from portal.kernel.texts import t
from portal.socialmap.rules.around import Around, Here
from portal.socialmap.rules.asking import DAYS, KINDS, NOW, RADII, Ask
from portal.socialmap.rules.facilities import AUDIENCES, Cost
from portal.socialmap.rules.favourites import Favourite, in_address, read_favourites
from portal.socialmap.rules.themes import by_slug

YES = "ja"
MOST_SIGNS = 100
MOST_PAGES = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the address bar asks, and what of it could not be understood."""

    ask: Ask
    page: int = 1
    favourites: tuple[Favourite, ...] = ()
    on_map: bool = False
    """Whether somebody asked for the map beside the list."""
    place: str = ""
    """The place as it was typed, where nobody knows it."""
    ignored: list[str] = field(default_factory=list[str])
    """Sentences in Dutch."""

    @property
    def query(self) -> str:
        """The shortest address that asks the same."""
        return query(self.ask, page=self.page, favourites=self.favourites, on_map=self.on_map)

    def turned(self, page: int) -> str:
        """The address of another page of the same results."""
        return replace(self, page=page).query or "?"

    def asking(self, ask: Ask) -> str:
        """The address of another question, from its first page, with the same favourites."""
        return query(ask, favourites=self.favourites, on_map=self.on_map) or "?"

    def keeping(self, favourites: tuple[Favourite, ...]) -> str:
        """The same address with other favourites."""
        return replace(self, favourites=favourites).query or "?"

    def mapped(self, *, on_map: bool) -> str:
        """The same address with or without the map."""
        return replace(self, on_map=on_map).query or "?"


def asked(given: Mapping[str, str], around: Around) -> Asked:
    """Read the address bar; what nobody understands is told and left out."""
    reading = _Reading(given)
    here, place = reading.here(around)
    ask = Ask(
        words=reading.words(),
        here=here,
        radius_km=reading.radius() if here else None,
        theme=reading.one_of("thema", by_slug()),
        audience=reading.one_of("voor", AUDIENCES),
        cost=reading.one_of("kosten", [cost.slug for cost in Cost]),
        open=reading.one_of("open", [NOW, *DAYS]),
        accessible=reading.one_of("rolstoel", [YES]) == YES,
        language=reading.one_of("taal", LANGUAGES),
        kind=reading.one_of("soort", KINDS),
    )
    return Asked(
        ask=ask,
        page=reading.page(),
        favourites=read_favourites(given.get("bewaard", "")),
        on_map=reading.one_of("kaart", [YES]) == YES,
        place=place,
        ignored=reading.ignored,
    )


class _Reading:
    """One pass over the address bar, that remembers what it could not use."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given
        self.ignored: list[str] = []

    def _one(self, key: str) -> str:
        return self._given.get(key, "").replace("\0", "").strip()

    def words(self) -> str:
        given = self._one("zoek")
        if len(given) > MOST_SIGNS:
            self.ignored.append(
                t(
                    "Uw zoektekst is te lang. We zoeken op de eerste {count} tekens.",
                    count=MOST_SIGNS,
                )
            )
        return given[:MOST_SIGNS]

    def here(self, around: Around) -> tuple[Here | None, str]:
        """Where somebody lives, or what they typed when nobody knows it."""
        given = self._one("bij")[:80]
        found = around.places.get(pc4(given) or fold(given)) if given else None
        return found, "" if found else given

    def radius(self) -> int | None:
        numbers = {str(km): km for km in RADII}
        return numbers.get(self.one_of("afstand", numbers))

    def one_of(self, key: str, known: Collection[str]) -> str:
        given = self._one(key).lower()
        if given and given not in known:
            self.ignored.append(
                t("We kennen de keuze ‘{value}’ niet. Die telt nu niet mee.", value=given[:30])
            )
        return given if given in known else ""

    def page(self) -> int:
        given = self._one("pagina")
        plausible = given.isascii() and given.isdecimal() and len(given) <= len(str(MOST_PAGES))
        return min(max(1, int(given)), MOST_PAGES) if plausible else 1


def query(
    ask: Ask,
    *,
    page: int = 1,
    favourites: tuple[Favourite, ...] = (),
    on_map: bool = False,
) -> str:
    """This question for the address bar; what goes without saying is left out."""
    pairs = [
        ("zoek", ask.words),
        ("thema", ask.theme),
        ("bij", ask.here.near.name if ask.here else ""),
        ("afstand", ask.radius_km if ask.here else ""),
        ("voor", ask.audience),
        ("kosten", ask.cost),
        ("open", ask.open),
        ("rolstoel", YES if ask.accessible else ""),
        ("taal", ask.language),
        ("soort", ask.kind),
        ("pagina", page if page > 1 else ""),
        ("bewaard", in_address(favourites)),
        ("kaart", YES if on_map else ""),
    ]
    said = urlencode([(key, value) for key, value in pairs if value])
    return f"?{said}" if said else ""


def full_postcode(text: str) -> str | None:
    """The four digits of a postcode that was typed with its letters; None for anything else.

    A whole postcode may be one house: it must stand in no address.
    """
    digits = pc4(text)
    return digits if digits and digits != text.strip() else None
