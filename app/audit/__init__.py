"""Who did what, and when. Entries outlive the accounts they name."""
