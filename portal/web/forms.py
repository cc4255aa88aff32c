"""The base of every form: Dutch messages, and what was typed stays."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, Final, Self, cast

import wtforms
from starlette.datastructures import ImmutableMultiDict
from wtforms.fields import choices

from portal.kernel.freetext import personal_data_in
from portal.kernel.texts import t
from portal.web.wording import MESSAGES

FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2100
Posted = ImmutableMultiDict[str, Any]
_choice: Any = getattr(choices, "SelectChoice")  # noqa: B009  the type stubs are older
_NOT_STORABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class _Dutch:
    """WTForms asks here for each message; ours are B1 and speak to "u"."""

    def gettext(self, text: str) -> str:
        return t(MESSAGES.get(text, text))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return t(MESSAGES.get(singular if n == 1 else plural, singular if n == 1 else plural))


def choice(value: str, label: str) -> Any:
    """One choice of a list: what is sent, and what is read."""
    return _choice(value, label)


def storable(text: str) -> str:
    """The text without signs that no database, mail or sheet can hold: controls and half signs."""
    return _NOT_STORABLE.sub("", text)


def _is_meant(day: date | None) -> bool:
    return day is None or FIRST_YEAR <= day.year <= LAST_YEAR


class Form(wtforms.Form):
    """A form whose values are read from `data` after `validate()` said yes."""

    class Meta(wtforms.Form.Meta):
        """How WTForms builds our forms."""

        locales: ClassVar[Sequence[str]] = ("nl",)

        def get_translations(self, form: wtforms.Form) -> Any:  # noqa: ARG002  WTForms' signature
            """Our own messages in the place of the library's."""
            return _Dutch()

        def wrap_formdata(self, form: wtforms.Form, formdata: Any) -> Any:
            """What was typed, without signs that nothing can store; files are read elsewhere."""
            if formdata is None:
                return None
            typed = [
                (name, storable(value))
                for name, value in formdata.multi_items()
                if isinstance(value, str)
            ]
            return cast(Any, super().wrap_formdata(form, ImmutableMultiDict(typed)))

    @classmethod
    def parse(cls, posted: Posted | None = None, /, **known: Any) -> Self:
        """A form filled with what was posted, or else with what is known."""
        return cls(posted, data=known)

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether every field is right, and every day one that people mean."""
        super().validate(extra_validators)
        for field in self:
            if field.errors and field.process_errors:  # what cannot be read is wrong just once
                field.errors = list(field.process_errors)
            if isinstance(field, wtforms.DateField) and not _is_meant(field.data):
                self.complain(str(field.short_name), "Vul een datum in tussen 1990 en 2100.")
        return not self.errors

    def complain(self, field: str, message: str) -> None:
        """Add an error that only the domain could find."""
        self[field].errors = [*self[field].errors, message]


class NoPersonalData:
    """Refuses free text that holds a BSN, telephone number or mail address (AVG)."""

    def __call__(self, _form: wtforms.Form, field: wtforms.Field) -> None:
        found = personal_data_in(str(field.data or ""))
        if found:
            raise wtforms.ValidationError(
                t(
                    "Hier staat {found} in. Haal dat weg: "
                    "deze tekst mag geen persoonsgegevens bevatten.",
                    found=t(found),
                )
            )


def trimmed(text: str | None) -> str:
    """A filter for text fields: without spaces around it."""
    return (text or "").strip()


def lowered(text: str | None) -> str:
    """A filter for mail addresses."""
    return trimmed(text).lower()


def errors_of(form: wtforms.Form) -> Mapping[str, Sequence[str]]:
    """Every error by the name of its field."""
    return {name: list(found) for name, found in form.errors.items() if name}
