"""What a family answers, as a browser posts it."""

from typing import Any

WHOLE: dict[str, Any] = {
    "form_key": "a key of this form",
    "reporter_name": "示例妈妈 Sample Mother",
    "reporter_relation": "mother",
    "reporter_phone": "138 0013 8000",
    "reporter_language": "zh_Hans",
    "consent_to_texts": "y",
    "reporter_id_type": "passport",
    "reporter_id_number": "SAMPLE7654",
    "name": "示例乐",
    "nickname": "乐乐",
    "sex": "male",
    "age_years": "5",
    "last_seen_day": "2026-03-01",
    "last_seen_clock": "22:15",
    "where": "in_words",
    "place_text": "示例街 bus stop",
    "top": "t_shirt",
    "top_colour": "red",
    "bottom": "shorts",
    "bottom_colour": "blue",
    "shoes_colour": "unknown",
    "no_photo_reason": "later",
    "risk_factors": ["weather"],
    "custody_order": "no",
    "reporter_collects": "y",
    "held_1_question": "What is in his pocket?",
    "held_1_answer": "a green marble",
    "held_2_question": "Which song calms him?",
    "held_2_answer": "the one about two tigers",
}
FEWEST: dict[str, Any] = {
    "form_key": "a key of this form",
    "reporter_name": "Sample Teacher",
    "reporter_relation": "mother",
    "reporter_phone": "+358 50 5550200",
    "sex": "unknown",
    "age_unknown": "y",
    "reporter_collects": "y",
    "later": "1",
}


def answers(*without: str, **changes: Any) -> dict[str, Any]:
    """The whole form without some answers and with others changed."""
    return {name: value for name, value in (WHOLE | changes).items() if name not in without}
