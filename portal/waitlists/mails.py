"""Mails about clients: the portal's reference, and nothing else of a person."""

from enum import StrEnum

from portal.availability.rules.desk import name_of
from portal.availability.rules.row import Row
from portal.kernel.ids import hashed
from portal.mail.compose import Mail, compose
from portal.settings import settings
from portal.waitlists.models import Entry


class News(StrEnum):
    """What a consultant hears of a client."""

    INVITED = "invited"
    PLACED = "placed"
    EXPIRED = "expired"
    SECOND_NO = "second_no"
    RETURNED = "returned"
    FAILED = "failed"

    @property
    def headline(self) -> str:
        """What happened, after the reference."""
        return _HEADLINES[self]

    @property
    def next_step(self) -> str:
        """What follows, or what is asked."""
        return _NEXT_STEPS[self]


_HEADLINES = {
    News.INVITED: "is uitgenodigd",
    News.PLACED: "is geplaatst",
    News.EXPIRED: "wacht weer: de uitnodiging is verlopen",
    News.SECOND_NO: "wilde voor de tweede keer niet",
    News.RETURNED: "komt terug bij u",
    News.FAILED: "is gestopt kort na de start",
}
_NEXT_STEPS = {
    News.INVITED: "Spreek met de cliënt af wanneer de kennismaking is.",
    News.PLACED: "Staat de cliënt voor dezelfde hulp ook op andere lijsten? Sluit die dan.",
    News.EXPIRED: "De cliënt houdt de plaats op de lijst. Vraag wat er nodig is.",
    News.SECOND_NO: "Niemand nodigt de cliënt uit tot u besluit hoe het verder gaat.",
    News.RETURNED: "De aanbieder vraagt u te besluiten hoe het verder gaat. De reden staat "
    "in het portaal.",
    News.FAILED: "De cliënt kan binnen 90 dagen terug op de lijst, met de oude datum.",
}


def client_registered(to: str, *, row: Row, entry: Entry, reference: str) -> Mail:
    """Tell a provider that somebody new stands on its list."""
    return compose(
        "client_registered",
        to=to,
        dedupe_key=f"client_registered/{entry.id}/{hashed(to)[:16]}",
        reference=reference,
        offering=name_of(row),
        registered_on=entry.registered_on,
        link=f"{settings().base_url}/aanbieder/wachtlijst/",
    )


def client_news(
    to: str, *, row: Row, entry: Entry, reference: str, news: News, nth: int = 1
) -> Mail:
    """Tell a consultant what came of a client; `nth` tells repeated news of one entry apart."""
    return compose(
        "client_news",
        to=to,
        dedupe_key=f"client_news/{entry.id}/{news}/{nth}/{hashed(to)[:16]}",
        reference=reference,
        headline=news.headline,
        next_step=news.next_step,
        provider=row.provider.name,
        offering=name_of(row),
        link=f"{settings().base_url}/clienten/",
    )
