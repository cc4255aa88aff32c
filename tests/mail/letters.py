"""Mails to send."""

from portal.mail.actions import post
from portal.mail.compose import Mail
from portal.mail.models import OutboxMail


def a_mail(key: str = "one", **known: str) -> Mail:
    values = {
        "to": f"{key}@linde.example",
        "subject": "Kloppen uw wachttijden nog?",
        "text": "Vier regels wachten op u: één vóór vrijdag.\n",
        "html": "<p>Vier regels wachten op u: één vóór vrijdag.</p>",
    }
    return Mail(dedupe_key=key, **{**values, **known})


async def a_queued_mail(key: str = "one", **known: str) -> OutboxMail:
    mail = a_mail(key, **known)
    await post(mail)
    return await OutboxMail.get(dedupe_key=key)
