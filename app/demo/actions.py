from datetime import datetime

SAMPLE_PASSWORD = "guitu-sample-district"


def sample_sign_ins() -> list[tuple[str, str]]:
    return []


def load(*, at: datetime) -> None:
    return None
