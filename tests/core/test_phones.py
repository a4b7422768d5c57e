import pytest

from app.core.phones import masked, to_e164


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("138 0013 8000", "+8613800138000"),
        ("１３８００１３８０００", "+8613800138000"),
        ("+358 50 5550101", "+358505550101"),
        ("(0086) 138-0013-8000", "+8613800138000"),
        ("no number", None),
        ("12", None),
        ("", None),
    ],
)
def test_a_number_in_any_form_is_kept_in_e164(typed, kept):
    assert to_e164(typed, "CN") == kept


def test_lists_show_only_the_last_four_digits():
    assert masked("+8613800138000") == "•••8000"
