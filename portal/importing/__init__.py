"""Importing files of every kind: what would change, and then, when asked, the change itself."""
