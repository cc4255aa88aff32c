"""The form to upload a file."""

from wtforms import FileField

from portal.web.forms import Form


class UploadForm(Form):
    """One file."""

    file = FileField("Bestand", description="Een Excel- of CSV-bestand van ten hoogste 10 MB.")
