"""Reads of transitions, always starting from what the actor may see."""
