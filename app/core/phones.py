"""Telephone numbers: typed in any form, kept in E.164, shown masked."""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat


def to_e164(typed: str, region: str) -> str | None:
    """The number in E.164, or None if it cannot be one. `region` is ISO 3166, such as "CN"."""
    try:
        number = phonenumbers.parse(typed, region)
    except NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def readable(e164: str) -> str:
    """Grouped for a person who has to dial it: +86 138 0013 8000."""
    try:
        number = phonenumbers.parse(e164, None)
    except NumberParseException:
        return e164
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def masked(e164: str) -> str:
    """Only the last four digits, for lists and logs."""
    return "•••" + e164[-4:] if len(e164) > 4 else "•••"
