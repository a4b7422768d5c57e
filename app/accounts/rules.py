"""What holds for every password."""

SAMPLE_PASSWORD = "guitu-sample-district"  # noqa: S105 - printed at the start; production lets nobody in with it
"""Of every account of the sample district; known to everybody."""
LONGEST_PASSWORD = 100
"""Characters. The hash takes no more than 4,096 bytes, and one character may become 36 of them."""


def may_open_an_account(password: str, *, production: bool) -> bool:
    """Whether this can be anybody's password at all."""
    return len(password) <= LONGEST_PASSWORD and not (production and password == SAMPLE_PASSWORD)
