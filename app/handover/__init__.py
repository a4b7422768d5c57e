"""Handover: the person leaves only with a guardian whom two officers have verified."""
