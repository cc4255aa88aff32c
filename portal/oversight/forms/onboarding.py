"""Which providers to invite, and at which address."""

from collections.abc import Iterable, Sequence
from typing import Any, Final, cast

from wtforms import EmailField
from wtforms.validators import Length, Optional, Regexp

from portal.accounts.forms import MAIL
from portal.kernel.ids import as_id
from portal.oversight.rules.onboarding import Joining
from portal.web.forms import Form, Posted, lowered

CHOSEN: Final = "aanbieder"
MOST: Final = 500


def chosen_ids(values: Iterable[Any]) -> list[int]:
    """The providers that were ticked, each once; what is no number is left out."""
    ids = [as_id(value) for value in values if isinstance(value, str)]
    return list(dict.fromkeys(number for number in ids if number is not None))[:MOST]


def address_field(provider_id: int) -> str:
    """What the field with the address of this provider is called."""
    return f"adres-{provider_id}"


def addresses_form(providers: Sequence[Joining], posted: Posted | None = None) -> Form:
    """One address for each provider, filled with what is known; it may stay empty."""
    fields = {
        address_field(one.provider.id): EmailField(
            f"E-mailadres voor {one.provider.name}",
            [
                Optional(),
                Length(max=254),
                Regexp(
                    MAIL,
                    message=f"Vul voor {one.provider.name} een e-mailadres in, "
                    "zoals naam@voorbeeld.nl.",
                ),
            ],
            default=one.email,
            filters=[lowered],
        )
        for one in providers
    }
    return cast(type[Form], type("AddressesForm", (Form,), fields)).parse(posted)


def addresses_in(form: Form, providers: Sequence[Joining]) -> dict[int, str]:
    """The address of each provider; empty where none is known."""
    ids = [one.provider.id for one in providers]
    return {id_: str(form[address_field(id_)].data or "") for id_ in ids}
