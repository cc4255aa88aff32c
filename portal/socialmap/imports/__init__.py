"""Facilities out of the open data of others."""
