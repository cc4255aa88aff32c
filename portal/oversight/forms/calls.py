"""The note about a call that nobody answered."""

from typing import Final

from wtforms import TextAreaField
from wtforms.validators import Length

from portal.web.forms import Form, NoPersonalData, Posted, trimmed

NOTE_LIMIT: Final = 300


class NoAnswerForm(Form):
    """What tomorrow's colleague should know; may stay empty."""

    note = TextAreaField(
        "Notitie voor uw collega",
        [Length(max=NOTE_LIMIT), NoPersonalData()],
        filters=[trimmed],
    )


def no_answer_form(posted: Posted | None = None, *, about: int) -> NoAnswerForm:
    """The form about one provider; `about` keeps its ids apart from others."""
    form = NoAnswerForm.parse(posted)
    form.note.id = f"note-{about}"
    return form
