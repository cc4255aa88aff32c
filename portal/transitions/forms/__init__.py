"""Forms of transitions: setting up, deciding, undoing."""
