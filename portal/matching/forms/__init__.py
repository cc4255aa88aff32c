"""The search in the address bar, and the filters that write it."""

from portal.matching.forms.asking import Asked, asked, query
from portal.matching.forms.saving import RhythmForm, SaveForm, save_form
from portal.matching.forms.wishes import asked_in_words, in_words, left_out_in_words

__all__ = [
    "Asked",
    "RhythmForm",
    "SaveForm",
    "asked",
    "asked_in_words",
    "in_words",
    "left_out_in_words",
    "query",
    "save_form",
]
