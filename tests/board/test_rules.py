from app.board.rules import Waiting, urgency


def test_a_family_that_a_patrol_has_found_comes_before_everything_else():
    assert min(Waiting, key=urgency) is Waiting.FAMILY_REPORTED


def test_a_case_that_only_waits_for_time_comes_after_one_that_waits_for_an_officer():
    assert urgency(Waiting.SECOND_OFFICER) < urgency(Waiting.SEARCH) < urgency(Waiting.NO_MATCH)
