"""Uploading the desk's spreadsheet, and saving what it changes."""

from wtforms import BooleanField, FileField, HiddenField

from portal.web.forms import Form


class UploadForm(Form):
    """One file."""

    file = FileField("Uw bestand")


class ApplyForm(Form):
    """The rows that were shown, and whether the unchanged ones are still right."""

    rows = HiddenField()
    confirm = BooleanField("De overige regels kloppen nog")
