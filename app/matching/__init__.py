"""Which missing report is this person? Compares, explains, and lets two officers decide."""
