"""Who hears of a transition: each once, in the transaction of what it tells of."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from portal.accounts.models import Membership
from portal.kernel.actor import Role
from portal.mail.actions import post
from portal.transitions.mails import News, transition_news
from portal.transitions.models import Transition

_PATHS: Mapping[News, str] = {
    News.DECIDE: "/overgang/{id}/beslissen/",
    News.REMIND: "/overgang/{id}/beslissen/",
    News.DONE: "/overgang/{id}/verslag/",
}


async def leads_of(provider_id: int) -> Sequence[str]:
    """The addresses of who leads at a provider."""
    leads = Membership.filter(role=Role.PROVIDER_LEAD, provider_id=provider_id, ended_at=None)
    return sorted({one.person.email for one in await leads.prefetch_related("person")})


async def consultants_by_municipality(municipality_ids: Sequence[int]) -> dict[int, list[str]]:
    """The addresses of the consultants of each of these municipalities."""
    found: dict[int, list[str]] = defaultdict(list)
    members = Membership.filter(
        role=Role.CONSULTANT,
        ended_at=None,
        access_team__areas__municipality_id__in=list(municipality_ids) or [0],
    )
    pairs = await members.values("person__email", "access_team__areas__municipality_id")
    for pair in pairs:
        if pair["access_team__areas__municipality_id"] in municipality_ids:
            found[pair["access_team__areas__municipality_id"]].append(pair["person__email"])
    return {one: sorted(set(addresses)) for one, addresses in sorted(found.items())}


async def tell_once(
    transition: Transition,
    to: str,
    news: News,
    *,
    count: int = 0,
    references: Sequence[str] = (),
    nth: str = "",
) -> None:
    """Tell one person; the same news of the same thing is never sent again."""
    path = _PATHS.get(news, "/aanbieder/").format(id=transition.id)
    await post(
        transition_news(
            to,
            transition=transition,
            news=news,
            path=path,
            count=count,
            references=references,
            nth=nth,
        )
    )
