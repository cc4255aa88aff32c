"""Verbs of transitions: set up, put before the access teams, decide, carry out, undo."""
