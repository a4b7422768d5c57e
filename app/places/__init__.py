"""Stations, places that can be asked, their import from open data, and the streets of the map."""
