"""The spreadsheet round trip of the desk: own rows out, changed rows back in."""
