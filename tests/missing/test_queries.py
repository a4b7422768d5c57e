from datetime import timedelta

import pytest

from app.missing import queries
from app.missing.models import MissingState
from tests.factories import NIGHT, make_missing

pytestmark = pytest.mark.usefixtures("app")


def test_a_case_code_is_found_in_small_letters_too():
    report = make_missing()
    assert queries.by_ref(report.ref.lower()) is report
    assert queries.by_ref("ZZZZZZ") is None


def test_the_longest_missing_comes_first_and_ended_cases_do_not_come():
    late = make_missing(last_seen_at=NIGHT - timedelta(minutes=5))
    early = make_missing(last_seen_at=NIGHT - timedelta(hours=5))
    make_missing(state=MissingState.WITHDRAWN)
    make_missing(state=MissingState.LOCATED)
    assert queries.open_reports() == [early, late]


def test_a_second_report_about_one_child_is_noticed():
    first = make_missing(reporter_phone="+358505550201")
    second = make_missing(reporter_phone="+358505550202", last_seen_at=NIGHT - timedelta(hours=3))
    assert queries.similar(second, but_not=second.id) == [first]


def test_a_report_that_does_not_know_the_time_is_noticed_too():
    first = make_missing(last_seen_at=None)
    second = make_missing()
    assert queries.similar(second, but_not=second.id) == [first]
    assert queries.similar(first, but_not=first.id) == [second]


def test_two_days_apart_are_two_losses():
    make_missing(last_seen_at=NIGHT - timedelta(days=2))
    second = make_missing()
    assert queries.similar(second, but_not=second.id) == []


def test_an_ended_report_is_no_double():
    make_missing(state=MissingState.CLOSED)
    second = make_missing()
    assert queries.similar(second, but_not=second.id) == []


def test_a_guardians_phone_shows_that_it_is_one_family():
    first = make_missing(name="示例一", guardians=[{}, {"phone": "+358505550277"}])
    second = make_missing(name="别的名", reporter_phone="+358505550277")
    assert queries.similar(second, but_not=second.id) == [first]
