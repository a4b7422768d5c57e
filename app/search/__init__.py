"""Search planning: where to ask for the family, in which order, by whom; learns from every answer."""
