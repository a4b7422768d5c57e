"""Missing-person reports: someone a family is looking for."""
