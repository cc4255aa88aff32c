"""Invented organisations, people and figures to try the portal with; dates relative to today.

Municipalities and places with their coordinates are facts (CBS, PDOK); all else is made up.
"""
