"""What an officer answers at the kerb, as a browser posts it."""

import io
from typing import Any

WHOLE: dict[str, Any] = {
    "form_key": "a key of this form",
    "when": "5",
    "where": "station",
    "place_text": "示例市场 north gate",
    "sex": "male",
    "age_band": "3-5",
    "condition": "well",
    "top": "t_shirt",
    "top_colour": "red",
    "bottom": "shorts",
    "bottom_colour": "blue",
    "shoes_colour": "white",
    "worn": "cap with a whale",
    "no_photo_reason": "later",
    # What a browser sends of the part that nobody opened.
    "build": "unknown",
    "hair": "unknown",
    "glasses": "unknown",
    "communication": "unknown",
    "brought_by": "unknown",
    "companion_claim": "unknown",
    "marks_held_back": "y",
}
FEWEST: dict[str, Any] = {
    "form_key": "a key of this form",
    "when": "0",
    "where": "station",
    "sex": "unknown",
    "age_band": "unknown",
    "later": "1",
} | dict.fromkeys(("build", "hair", "glasses", "communication", "brought_by", "companion_claim"), "unknown")


def answers(*without: str, **changes: Any) -> dict[str, Any]:
    """The whole form without some answers and with others changed."""
    return {name: value for name, value in (WHOLE | changes).items() if name not in without}


def upload(data: bytes, name: str = "photo.jpg") -> tuple[io.BytesIO, str]:
    """A file as the browser sends it."""
    return io.BytesIO(data), name
