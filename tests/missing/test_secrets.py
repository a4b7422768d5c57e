"""Who sees what: held-back facts, ID numbers, the trail of every look, and the paper that names nobody."""

from sqlalchemy import select

from app.audit.models import AuditEntry
from app.extensions import db
from app.missing.models import IdType
from tests.factories import make_missing, make_officer
from tests.missing.answers import answers

ANSWERS = ("a green marble", "Lele", "left knee")


def test_held_back_answers_stand_only_before_those_who_may_see_them(officer, desk, stranger, supervisor):
    report = make_missing(filed_by=officer)
    own, above = desk.get(f"/missing/{report.ref}").text, supervisor.get(f"/missing/{report.ref}").text
    other = stranger.get(f"/missing/{report.ref}").text
    assert all(answer in own and answer in above for answer in ANSWERS)
    assert not any(answer in other for answer in ANSWERS)
    assert "3 questions are kept" in other


def test_held_back_answers_stand_on_no_other_page(officer, desk, supervisor):
    report = make_missing(filed_by=officer)
    for path in ("/", f"/missing/{report.ref}/receipt", f"/missing/{report.ref}/family", "/messages", "/missing/new"):
        for reader in (desk, supervisor):
            page = reader.get(path).text
            assert not any(answer in page for answer in ANSWERS), path


def test_another_stations_officer_changes_the_case_without_seeing_the_secrets(officer, stranger):
    report = make_missing(filed_by=officer, reporter_id_type=IdType.PASSPORT, reporter_id_number="SAMPLE7654")
    page = stranger.get(f"/missing/{report.ref}/edit").text
    assert not any(secret in page for secret in (*ANSWERS, "held_1", "7654"))
    given = answers("held_1_answer", "held_1_question", name="示例欢", version="1", **{"held_2_answer": "mine"})
    assert stranger.post(f"/missing/{report.ref}/edit", data=given).status_code == 302
    db.session.refresh(report)
    assert report.name == "示例欢" and report.reporter_id_number == "SAMPLE7654"
    assert [fact.answer for fact in report.held_back] == list(ANSWERS)


def test_an_id_number_is_shown_by_its_last_four_only(desk, officer):
    report = make_missing(filed_by=officer, reporter_id_type=IdType.PASSPORT, reporter_id_number="SAMPLE7654")
    for path in ("", "/edit", "/receipt", "/family"):
        page = desk.get(f"/missing/{report.ref}{path}").text
        assert "SAMPLE7654" not in page
    assert "•••7654" in desk.get(f"/missing/{report.ref}").text


def test_each_look_at_a_case_and_its_secrets_is_on_the_audit_trail(desk, stranger, officer):
    report = make_missing(filed_by=officer)
    stranger.get(f"/missing/{report.ref}")
    assert _deeds(report) == ["viewed missing report"]
    desk.get(f"/missing/{report.ref}")
    assert _deeds(report) == ["viewed held-back facts", "viewed missing report", "viewed missing report"]


def _deeds(report):
    return sorted(db.session.scalars(select(AuditEntry.deed).where(AuditEntry.subject_ref == report.ref)))


# The receipt


def test_the_receipt_names_the_case_and_the_only_number_that_calls_and_no_person(desk, officer):
    report = make_missing(filed_by=officer)
    page = desk.get(f"/missing/{report.ref}/receipt").text
    paper = page[page.index("<article") : page.index("</article>")]
    assert report.ref in paper and "+86 10 6555 0000" in paper and "<svg" in paper
    assert "Only this number will call you" in paper and paper.count("<li>") == 4
    assert "示例" not in paper.replace(officer.station.name, "") and report.reporter_phone[-6:] not in paper
    assert "data:" not in page and "<script>" not in page


def test_a_station_without_a_number_sends_the_family_to_110(sign_in):
    officer = make_officer()
    report = make_missing(filed_by=officer)
    page = sign_in(officer).get(f"/missing/{report.ref}/receipt").text
    assert '<p class="big-phone num">110</p>' in page


def test_the_receipt_speaks_the_familys_language(desk, officer):
    report = make_missing(filed_by=officer, reporter_language="zh_Hans")
    assert '<article class="paper" lang="zh-Hans">' in desk.get(f"/missing/{report.ref}/receipt").text
