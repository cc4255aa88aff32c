"""Mails about a transition: numbers and the portal's references, nothing else of a person."""

from collections.abc import Sequence
from enum import StrEnum

from portal.kernel.ids import hashed
from portal.mail.compose import Mail, compose
from portal.settings import settings
from portal.transitions.models import Transition


class News(StrEnum):
    """What somebody hears of a transition."""

    DECIDE = "decide"
    REMIND = "remind"
    RELEASING = "releasing"
    RECEIVING = "receiving"
    CAME = "came"
    WENT = "went"
    DONE = "done"
    UNDONE = "undone"

    @property
    def headline(self) -> str:
        """What it is about."""
        return _HEADLINES[self]

    @property
    def next_step(self) -> str:
        """What follows, or what is asked."""
        return _NEXT_STEPS[self]


_HEADLINES = {
    News.DECIDE: "Besluit u over uw cliënten?",
    News.REMIND: "Cliënten wachten nog op uw besluit",
    News.RELEASING: "Uw cliënten gaan over naar andere aanbieders",
    News.RECEIVING: "U ontvangt cliënten van een andere aanbieder",
    News.CAME: "Cliënten zijn naar u overgekomen",
    News.WENT: "Cliënten zijn van u overgegaan",
    News.DONE: "De overgang van uw cliënten is uitgevoerd",
    News.UNDONE: "Een overgang is teruggedraaid",
}
_NEXT_STEPS = {
    News.DECIDE: "Voor elke cliënt staat er een voorstel klaar. U besluit per cliënt, of voor "
    "meer cliënten tegelijk.",
    News.REMIND: "Zonder besluit kan de cliënt niet over.",
    News.RELEASING: "De lokale toegang van de gemeente besluit per cliënt en spreekt het met de "
    "cliënt af. U hoeft nu niets te doen.",
    News.RECEIVING: "De lokale toegang van de gemeente besluit per cliënt. U hoort het als een "
    "cliënt overkomt.",
    News.CAME: "Zij houden hun aanmelddatum. De lokale toegang stuurt het perspectiefplan.",
    News.WENT: "Zij houden hun aanmelddatum. U kunt hun plaats op uw lijst niet meer wijzigen.",
    News.DONE: "Zij houden hun aanmelddatum. In het verslag staat wat er is gebeurd.",
    News.UNDONE: "De cliënt staat weer op de oude lijst, met de oude aanmelddatum.",
}


def transition_news(  # noqa: PLR0913  what a mail can hold
    to: str,
    *,
    transition: Transition,
    news: News,
    path: str,
    count: int = 0,
    references: Sequence[str] = (),
    nth: str = "",
) -> Mail:
    """Tell somebody once; `nth` tells the same news of one transition apart, such as a batch."""
    return compose(
        "transition_news",
        to=to,
        dedupe_key=f"transition_news/{transition.id}/{news}/{nth}/{hashed(to)[:16]}",
        transition=transition.name,
        headline=news.headline,
        next_step=news.next_step,
        cut_over_on=transition.cut_over_on,
        count=count,
        references=list(references),
        link=f"{settings().base_url}{path}",
    )
