"""The region's word on a subcontractor."""

from typing import Any, Final

from wtforms import TextAreaField
from wtforms.validators import Length

from portal.providers.rules import SubcontractDecision
from portal.web.forms import Form, NoPersonalData, Posted, trimmed

NOTE_LIMIT: Final = 300


class SubcontractForm(Form):
    """Agreeing or refusing, with a note; who refuses says why."""

    note = TextAreaField(
        "Toelichting", [Length(max=NOTE_LIMIT), NoPersonalData()], filters=[trimmed]
    )

    chosen: SubcontractDecision | None = None

    @property
    def decision(self) -> SubcontractDecision:
        """What was decided, after `validate()` said yes."""
        assert self.chosen is not None, "nothing counts as agreement but saying so"
        return self.chosen

    def validate(self, extra_validators: Any = None) -> bool:
        """A refusal without a reason helps nobody."""
        if not super().validate(extra_validators):
            return False
        if self.chosen is None:
            self.complain("note", "Kies of u akkoord gaat of weigert.")
        elif self.chosen is SubcontractDecision.REFUSED and not self.note.data:
            self.complain("note", "Schrijf op waarom u weigert.")
        return not self.errors


def subcontract_form(posted: Posted | None = None, *, about: int) -> SubcontractForm:
    """The form about one contract; `about` keeps its ids apart from others."""
    form = SubcontractForm.parse(posted)
    chosen = str(posted.get("decision")) if posted is not None else ""
    form.chosen = next((one for one in SubcontractDecision if one == chosen), None)
    form.note.id = f"note-{about}"
    return form
