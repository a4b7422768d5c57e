"""Found-person reports: a child or adult who is with the police."""
