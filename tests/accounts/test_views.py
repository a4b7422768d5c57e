import pytest
from flask_security.utils import hash_password

from app import create_app
from app.accounts.rules import SAMPLE_PASSWORD
from app.accounts.sign_in import SETTINGS
from app.core.access import Role
from tests.conftest import settings_for
from tests.factories import make_officer


def test_an_officer_signs_in_with_user_name_and_password(client):
    make_officer(username="sample", password=hash_password("a sample password"))
    reply = client.post("/sign-in", data={"username": "Sample", "password": "a sample password"})
    assert reply.status_code == 302
    assert client.get("/audit").status_code == 403


def test_a_wrong_password_and_an_unknown_name_get_the_same_sentence(client):
    make_officer(username="sample", password=hash_password("a sample password"))
    wrong = client.post("/sign-in", data={"username": "sample", "password": "another password"})
    unknown = client.post("/sign-in", data={"username": "nobody", "password": "another password"})
    sentence = b"The user name or the password is wrong"
    assert sentence in wrong.data and sentence in unknown.data


def test_a_disabled_account_cannot_sign_in(client):
    make_officer(username="gone", password=hash_password("a sample password"), active=False)
    reply = client.post("/sign-in", data={"username": "gone", "password": "a sample password"})
    assert reply.status_code == 200


def test_a_page_sends_a_stranger_to_the_sign_in_page_and_back(client):
    reply = client.get("/audit")
    assert reply.status_code == 302 and "/sign-in?next=" in reply.location


def test_the_auditor_reads_the_trail(sign_in):
    auditor = sign_in(make_officer(role=Role.AUDITOR))
    assert auditor.get("/audit").status_code == 200


def test_passwords_are_hashed_with_argon2id_at_full_strength(app, tmp_path):
    strong = create_app(
        settings_for(
            "sqlite://",
            tmp_path,
            SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=SETTINGS["SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS"],
        )
    )
    with strong.app_context():
        assert hash_password("a sample password").startswith("$argon2id$v=19$m=65536,t=4,p=2$")


def test_an_entry_number_beyond_every_trail_shows_the_newest(sign_in):
    auditor = sign_in(make_officer(role=Role.AUDITOR))
    assert auditor.get("/audit?before=99999999999999999999").status_code == 200


@pytest.mark.parametrize("letter", ["y", "\ufdfa"], ids=["plain", "one that becomes eighteen"])
def test_a_password_of_ten_thousand_characters_is_wrong_and_no_more(client, letter):
    make_officer(username="sample", password=hash_password("a sample password"))
    reply = client.post("/sign-in", data={"username": "sample", "password": letter * 10_000})
    assert reply.status_code == 200 and "The user name or the password is wrong" in reply.text


@pytest.mark.parametrize(("environment", "answer"), [("development", 302), ("production", 200)])
def test_production_lets_nobody_in_with_the_password_of_the_sample_district(app, client, environment, answer):
    make_officer(username="sample", password=hash_password(SAMPLE_PASSWORD))
    before, app.config["ENVIRONMENT"] = app.config["ENVIRONMENT"], environment
    try:
        reply = client.post("/sign-in", data={"username": "sample", "password": SAMPLE_PASSWORD})
    finally:
        app.config["ENVIRONMENT"] = before
    assert reply.status_code == answer


def test_a_user_name_that_no_database_can_be_asked_for_is_wrong_and_no_more(client):
    reply = client.post("/sign-in", data={"username": "a\x00b", "password": "a sample password"})
    assert reply.status_code == 200 and "The user name or the password is wrong" in reply.text
