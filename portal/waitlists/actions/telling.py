"""Mails to those concerned: each once, in the transaction of what they tell of."""

from collections.abc import Sequence

from portal.accounts.models import Membership
from portal.availability.models import Offering
from portal.availability.queries import rows
from portal.kernel.actor import Role
from portal.mail.actions import post
from portal.waitlists.mails import News, client_news, client_registered
from portal.waitlists.models import Entry


async def tell_provider(entry: Entry) -> None:
    """The leads of the provider hear of a new aanmelding."""
    (row,) = await rows(Offering.filter(id=entry.offering_id))
    leads = Membership.filter(
        role=Role.PROVIDER_LEAD, provider_id=row.provider.id, ended_at=None
    ).prefetch_related("person")
    for lead in await leads:
        mail = client_registered(
            lead.person.email, row=row, entry=entry, reference=entry.need.client.reference or ""
        )
        await post(mail)


async def tell_consultant(entry: Entry, news: News, *, nth: int = 1) -> None:
    """Who registered the client hears what came of it; if that person left, the whole team.

    `nth` tells the same news of one entry apart, such as the id of an invitation.
    """
    (row,) = await rows(Offering.filter(id=entry.offering_id))
    for address in await _consultants_of(entry):
        await post(
            client_news(
                address,
                row=row,
                entry=entry,
                reference=entry.need.client.reference or "",
                news=news,
                nth=nth,
            )
        )


async def _consultants_of(entry: Entry) -> Sequence[str]:
    municipality_id = entry.need.client.municipality_id
    team = await Membership.filter(
        role=Role.CONSULTANT,
        access_team__areas__municipality_id=municipality_id,
        ended_at=None,
    ).prefetch_related("person")
    own = [one for one in team if one.person_id == entry.need.consultant_id]
    return sorted({one.person.email for one in own or team})
