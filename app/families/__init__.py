"""Telling the family, by the known number only, and remembering what was told."""
