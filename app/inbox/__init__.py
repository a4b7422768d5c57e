"""Texts that come in: stored raw first, understood once, never lost."""
