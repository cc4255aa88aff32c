"""A row of the outbox as a MIME message."""

from email import policy
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from portal.kernel.clock import AMSTERDAM
from portal.mail.models import OutboxMail
from portal.mail.rules import Refused


def message_of(mail: OutboxMail, *, sender: str) -> EmailMessage:
    """Text and HTML as alternatives. The date is that of the row: a double is told by its id.

    Raises Refused when the address or a header cannot be written down safely.
    """
    message = EmailMessage(policy=policy.SMTP)
    try:
        message["From"] = sender
        message["To"] = Address(addr_spec=_ascii_domain(mail.to))
        message["Subject"] = mail.subject
        message["Message-ID"] = mail.message_id
    except (ValueError, HeaderParseError) as error:
        raise Refused("unsendable", type(error).__name__) from error
    message["Date"] = format_datetime(mail.created_at.astimezone(AMSTERDAM))
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"  # Exchange's word for the same
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    return message


def _ascii_domain(address: str) -> str:
    """Domains travel as punycode; the part before the @ goes as it is or not at all."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode()}"
