"""A missing report: filed once, changed by one at a time, withdrawn with a reason."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.core.errors import Refusal, WrongState
from app.extensions import db
from app.families.actions import tell_family
from app.families.models import NoticeKind
from app.handover.models import Handover
from app.messaging.models import Message, MessageState
from app.missing import actions, queries
from app.missing.facts import GuardianFacts, HeldBack, MissingFacts, guardian_facts, held_back_facts
from app.missing.models import MissingReport, MissingState, Relation, Source, WithdrawnWhy
from app.missing.rules import Risk
from tests.factories import make_found, make_missing, make_officer

pytestmark = pytest.mark.usefixtures("app")
MOTHER = GuardianFacts("Sample Mother", Relation.MOTHER, "+8613800138000")
UNCLE = GuardianFacts("Sample Uncle", Relation.OTHER_RELATIVE, "+358505550299", "en")
MARBLE = HeldBack("What is in his pocket?", "a green marble")
SONG = HeldBack("Which song calms him?", "two tigers")


@pytest.fixture
def officer():
    return make_officer()


def facts(at, **changes):
    start = {
        "reporter_name": "Sample Mother",
        "reporter_relation": Relation.MOTHER,
        "reporter_phone": "+8613800138000",
        "name": "示例乐",
        "age_low": 5,
        "age_high": 5,
        "last_seen_at": at - timedelta(hours=1),
        "guardians": (MOTHER,),
        "held_back": (MARBLE, SONG),
    }
    return MissingFacts(**start | changes)


def file(said, officer, at, **more):
    return actions.file_missing_report(said, officer.station, by=officer, at=at, **more)


def as_stored(report, **changes):
    """The facts of a stored report, some of them changed."""
    columns = {name: getattr(report, name) for name in MissingFacts.__dataclass_fields__ if hasattr(report, name)}
    lists = {"guardians": guardian_facts(report.guardians), "held_back": held_back_facts(report.held_back)}
    return replace(MissingFacts(**columns | lists), **changes)


def amend(report, officer, at, *, version=None, **changes):
    said = as_stored(report, **changes)
    return actions.amend_missing_report(report, said, version=version or report.version, by=officer, at=at)


def deeds():
    return list(db.session.scalars(select(AuditEntry.deed).order_by(AuditEntry.at, AuditEntry.deed)))


def test_a_filed_report_waits_for_the_matcher(officer, at):
    report = file(facts(at), officer, at)
    assert (report.state, report.match_due_at, report.risk) == (MissingState.OPEN, at, Risk.HIGH)
    assert guardian_facts(report.guardians) == (MOTHER,)
    assert held_back_facts(report.held_back) == (MARBLE, SONG)
    assert "filed missing report" in deeds()


def test_the_same_form_filed_twice_is_one_report(officer, at):
    said = facts(at)
    first, second = file(said, officer, at), file(said, officer, at)
    assert first is second
    assert db.session.scalar(select(func.count()).select_from(MissingReport)) == 1


def test_a_report_from_a_patrols_stop_remembers_it(officer, at):
    stop_id = officer.id
    report = file(facts(at), officer, at, source=Source.PATROL, from_stop_id=stop_id)
    assert queries.by_stop(stop_id) is report
    assert report.source is Source.PATROL


def test_nobody_was_last_seen_tomorrow(officer, at):
    with pytest.raises(Refusal, match="seen_in_the_future"):
        file(facts(at, last_seen_at=at + timedelta(minutes=6)), officer, at)


@pytest.mark.parametrize(("guardians", "code"), [((), "guardian_missing"), ((UNCLE,) * 6, "too_many_guardians")])
def test_one_to_five_people_may_collect(officer, at, guardians, code):
    with pytest.raises(Refusal, match=code):
        file(facts(at, guardians=guardians), officer, at)


def test_an_edit_is_matched_again(officer, at):
    report = make_missing(filed_by=officer)
    assert amend(report, officer, at, height_cm=112) == ["height_cm"]
    assert report.match_due_at == at


def test_an_edit_that_changes_nothing_is_no_edit(officer, at):
    report = make_missing(filed_by=officer)
    assert amend(report, officer, at) == []
    assert report.match_due_at is None and "amended missing report" not in deeds()


def test_of_two_edits_of_one_version_the_second_is_refused(officer, at):
    report = make_missing(filed_by=officer)
    seen = report.version
    amend(report, officer, at, guardians=(MOTHER, UNCLE))
    with pytest.raises(WrongState, match="missing_report_changed"):
        amend(report, officer, at, version=seen, height_cm=112)


def test_an_ended_report_is_not_edited(officer, at):
    report = make_missing(filed_by=officer, state=MissingState.CLOSED)
    with pytest.raises(WrongState, match="missing_report_moved_on"):
        amend(report, officer, at, height_cm=112)


def test_new_signs_raise_the_risk(officer, at):
    report = file(facts(at, age_low=40, age_high=40), officer, at)
    assert report.risk is Risk.MEDIUM
    amend(report, officer, at, risk_factors=["self_harm"])
    assert report.risk is Risk.HIGH


def test_a_new_phone_has_to_be_confirmed_again(officer, at):
    report = file(facts(at), officer, at, phone_confirmed=True)
    assert report.reporter_phone_confirmed_at == at
    amend(report, officer, at, reporter_phone="+358505550298")
    assert report.reporter_phone_confirmed_at is None
    actions.confirm_phone(report, by=officer, at=at)
    assert report.reporter_phone_confirmed_at == at


def test_a_guardian_taken_off_the_list_is_gone_and_the_others_stay(officer, at):
    report = file(facts(at, guardians=(MOTHER, UNCLE)), officer, at)
    kept = report.guardians[0].id
    amend(report, officer, at, guardians=(UNCLE,))
    db.session.commit()
    db.session.refresh(report)
    assert guardian_facts(report.guardians) == (UNCLE,)
    assert report.guardians[0].id == kept


@pytest.mark.parametrize(
    "change",
    [{"guardians": (UNCLE,)}, {"held_back": (MARBLE,)}, {"held_back": (MARBLE, HeldBack("Which song?", "none"))}],
)
def test_after_a_confirmed_match_nobody_is_taken_off_the_lists(officer, at, change):
    report = file(facts(at, guardians=(MOTHER, UNCLE)), officer, at)
    report.move(MissingState.LOCATED)
    with pytest.raises(WrongState, match="lists_are_fixed"):
        amend(report, officer, at, **change)


def test_after_a_confirmed_match_somebody_may_still_be_added(officer, at):
    report = file(facts(at), officer, at)
    report.move(MissingState.LOCATED)
    assert amend(report, officer, at, guardians=(MOTHER, UNCLE)) == ["guardians"]


@pytest.mark.parametrize("change", [{"consent_to_texts": False}, {"risk_factors": ["domestic_abuse"]}])
def test_texts_that_still_wait_are_called_off_when_they_must_not_go(officer, at, change):
    report = make_missing(filed_by=officer)
    told = tell_family(report, NoticeKind.NEWS, by=officer, at=at)
    amend(report, officer, at, **change)
    assert told[0].message.state is MessageState.CANCELLED


def test_an_edit_of_something_else_calls_off_no_text(officer, at):
    report = make_missing(filed_by=officer)
    told = tell_family(report, NoticeKind.NEWS, by=officer, at=at)
    amend(report, officer, at, height_cm=112)
    assert told[0].message.state is MessageState.WAITING


def test_a_withdrawn_report_keeps_its_reason_and_is_looked_for_no_more(officer, at):
    report = make_missing(filed_by=officer, match_due_at=at)
    tell_family(report, NoticeKind.NEWS, by=officer, at=at)
    actions.withdraw(report, WithdrawnWhy.CAME_BACK, "seen at home by Sample Officer", by=officer, at=at)
    assert report.state is MissingState.WITHDRAWN and report.match_due_at is None
    assert report not in queries.open_reports()
    assert db.session.scalars(select(Message.state)).all() == [MessageState.CANCELLED]
    entry = db.session.scalar(select(AuditEntry).where(AuditEntry.deed == "withdrew missing report"))
    assert entry.details == {"why": "came_back"}


def test_a_report_with_a_confirmed_match_is_not_withdrawn(officer, at):
    report = make_missing(filed_by=officer, state=MissingState.LOCATED)
    with pytest.raises(WrongState, match="missing_report_moved_on"):
        actions.withdraw(report, WithdrawnWhy.OTHER, "because", by=officer, at=at)


def test_a_report_withdrawn_too_early_is_opened_and_matched_again(officer, at):
    report = make_missing(filed_by=officer)
    actions.withdraw(report, WithdrawnWhy.BY_MISTAKE, "nobody was missing", by=officer, at=at)
    actions.reopen(report, by=officer, at=at)
    assert (report.state, report.match_due_at, report.withdrawn_why) == (MissingState.OPEN, at, None)
    with pytest.raises(WrongState, match="missing_report_moved_on"):
        actions.reopen(report, by=officer, at=at)


def test_the_audit_trail_names_no_person(officer, at):
    report = file(facts(at), officer, at, phone_confirmed=True)
    amend(report, officer, at, name="示例欢", reporter_phone="+358505550298", held_back=(MARBLE, SONG, MARBLE))
    actions.withdraw(report, WithdrawnWhy.OTHER, "Sample Mother said so", by=officer, at=at)
    said = " ".join(str(details) for details in db.session.scalars(select(AuditEntry.details)))
    for secret in ("示例", "Sample", "5550298", "138000", "marble"):
        assert secret not in said


def test_a_guardian_whom_a_handover_points_at_stays_on_the_list(officer, at):
    report = make_missing(filed_by=officer, guardians=[{}, {"phone": "+358505550299"}])
    verified = {"found": make_found(), "missing": report, "guardian": report.guardians[1], "first_officer": officer}
    db.session.add(Handover(**verified))
    db.session.flush()
    with pytest.raises(WrongState, match="lists_are_fixed"):
        amend(report, officer, at, guardians=guardian_facts(report.guardians)[:1])
