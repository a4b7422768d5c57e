"""Case codes that people read aloud: no look-alikes (0 O 1 I L), not sequential, not a secret."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"
DIGITS = "23456789"
LENGTH = 6


def new_ref() -> str:
    """Six characters of 31: about 30 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def new_task_code(digits: int = 1) -> str:
    """A letter and `digits` digits, short enough to answer on any phone: "K7"."""
    return secrets.choice(LETTERS) + "".join(secrets.choice(DIGITS) for _ in range(digits))
