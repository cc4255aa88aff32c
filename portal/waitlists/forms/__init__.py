"""The forms of waitlists."""
