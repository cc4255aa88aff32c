"""What every page of the social map starts with: what is asked, where, and at which moment."""

from collections.abc import Hashable
from dataclasses import dataclass

from starlette.requests import Request

from portal.kernel.clock import AMSTERDAM, now
from portal.search.rules import View
from portal.socialmap.forms.asking import Asked, asked
from portal.socialmap.index import Guided, guides
from portal.socialmap.rules.around import Around, Town
from portal.socialmap.rules.asking import Ask
from portal.socialmap.rules.finding import Found, Looked
from portal.socialmap.rules.guide import Moment


@dataclass(frozen=True, kw_only=True)
class Looking:
    """Somebody who looks around, with all that there is to see."""

    around: Around
    guided: list[Guided]
    """Of the region that was named by a place, or of all."""
    asked: Asked
    at: Moment
    query: str
    """As it stands in the address bar."""

    @property
    def town(self) -> Town | None:
        """The municipality where they live, if they said so."""
        return self.asked.ask.here.town if self.asked.ask.here else None

    @property
    def key(self) -> Hashable:
        """The same for whoever gets the same answer."""
        versions = tuple(one.guide.version for one in self.guided)
        return (versions, guides.around_version, self.at.minute, self.query)

    def found(self, ask: Ask) -> Found:
        """The answer to a question."""
        looked = [Looked(one.guide, self.view(one)) for one in self.guided]
        return Found(looked, ask, self.at)

    def view(self, guided: Guided) -> View:
        """The offerings of a region as residents of this town see them."""
        town_id = self.town.id if self.town else None
        return guided.view(town_id, today=self.at.today)


def moment() -> Moment:
    """This moment in Amsterdam."""
    return Moment(now().astimezone(AMSTERDAM))


async def looking(request: Request, *, everywhere: bool = False) -> Looking:
    """Read the address bar, for whoever asks; a place leads to its region, unless `everywhere`."""
    around = await guides.around()
    wanted = asked(request.query_params, around)
    here = wanted.ask.here
    named = None if everywhere or here is None else here.town.region.id
    guided = await guides.of_all() if named is None else [await guides.of_region(named)]
    return Looking(around=around, guided=guided, asked=wanted, at=moment(), query=request.url.query)
