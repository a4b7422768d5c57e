from datetime import timedelta

import pytest

from app.messaging.gateway import NotSent, Receipt, Refused, Unknown
from app.messaging.gateways import make_gateway
from app.messaging.local_gateway import LocalGateway
from app.messaging.twilio_gateway import TIMEOUT_S, TwilioGateway, is_signed
from tests.fakes.twilio_twin import TOKEN, signature
from tests.messaging.conftest import TIMEOUT_S as HURRY_S


def send(gateway, valid_for=timedelta(hours=1)):
    return gateway.send(to="+358505550901", body="Task K7 cancelled.", template="patrol_stand_down",
                        variables={"tid": "K7"}, reference="0f", valid_for=valid_for)  # fmt: skip


def reached_at(app, twin, **settings):
    return TwilioGateway(app.config | twin.settings() | settings, timeout_s=HURRY_S)


def test_the_provider_gets_number_words_callback_and_time(gateway, twin, address):
    receipt = send(gateway)
    (taken,) = twin.accepted
    assert receipt == Receipt(taken["sid"])
    assert (taken["to"], taken["from"], taken["body"]) == ("+358505550901", "+358505550100", "Task K7 cancelled.")
    assert taken["_callback"] == f"{address}/webhooks/twilio/status/0f"
    assert taken["_validity"] == "3600"


def test_no_text_is_valid_for_longer_than_the_provider_allows_or_for_less_than_a_second(gateway, twin):
    send(gateway, timedelta(days=2))
    send(gateway, timedelta(milliseconds=5))
    assert [taken["_validity"] for taken in twin.accepted] == ["14400", "1"]


def test_a_messaging_service_stands_in_for_a_number(app, twin):
    send(reached_at(app, twin, TWILIO_MESSAGING_SERVICE_SID="MGsample"))
    (taken,) = twin.accepted
    assert (taken["messaging_service_sid"], taken["from"]) == ("MGsample", None)


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "http://name.invalid", "https://127.0.0.1:9"])
def test_where_no_connection_was_made_it_surely_was_not_sent(app, twin, address):
    with pytest.raises(NotSent, match="not_reached"):
        send(reached_at(app, twin, TWILIO_API_URL=address))


def test_a_failed_handshake_surely_sent_nothing(app, twin):
    with pytest.raises(NotSent, match="not_reached"):
        send(reached_at(app, twin, TWILIO_API_URL=twin.address.replace("http:", "https:")))
    assert twin.calls == 0


def test_a_busy_provider_says_for_how_long_to_rest(gateway, twin):
    twin.misbehave("throttle", seconds=7)
    with pytest.raises(NotSent) as told:
        send(gateway)
    assert told.value.busy and told.value.after == timedelta(seconds=7)


def test_a_refusal_carries_the_providers_code_and_sentence(gateway, twin):
    twin.misbehave("refuse", code=21614)
    with pytest.raises(Refused, match="21614") as told:
        send(gateway)
    assert "is not valid" in told.value.sentence


def test_a_wrong_token_is_a_refusal(app, twin):
    with pytest.raises(Refused, match="20003"):
        send(reached_at(app, twin, TWILIO_AUTH_TOKEN="another"))


@pytest.mark.parametrize(("mode", "taken"), [("error", 0), ("hang", 1), ("drop", 1), ("broken", 1)])
def test_every_other_failure_is_an_unknown_outcome_because_some_were_taken(gateway, twin, mode, taken):
    twin.misbehave(mode, seconds=HURRY_S * 2)
    with pytest.raises(Unknown):
        send(gateway)
    assert len(twin.accepted) == taken
    assert twin.calls == 1  # and the client never repeats a call by itself


def test_a_call_without_end_is_cut_off():
    assert 0 < TIMEOUT_S <= 10


def test_the_settings_choose_the_gateway(app, twin):
    assert isinstance(make_gateway(app.config), LocalGateway)
    assert isinstance(make_gateway(app.config | twin.settings()), TwilioGateway)
    with pytest.raises(ValueError, match="pigeon"):
        make_gateway({"SMS_GATEWAY": "pigeon"})


# Signatures


def signed(form, *, url="https://sample.invalid/webhooks/twilio/inbound", token=TOKEN, path=None):
    settings = {"PUBLIC_URL": "https://sample.invalid/", "TWILIO_AUTH_TOKEN": TOKEN}
    return is_signed(settings, path or "/webhooks/twilio/inbound", form, signature(token, url, form))


def test_only_the_provider_can_sign():
    form = {"From": "+358505550901", "Body": "K7 1 没有 & 100 %", "MessageSid": "SM1"}
    assert signed(form)
    assert not signed(form, token="somebody else's")
    assert not signed(form, url="http://sample.invalid/webhooks/twilio/inbound")
    assert not signed(form, path="/webhooks/twilio/status/0f")


def test_a_changed_word_breaks_the_signature():
    form = {"From": "+358505550901", "Body": "K7 1 N"}
    seal = signature(TOKEN, "https://sample.invalid/x", form)
    settings = {"PUBLIC_URL": "https://sample.invalid", "TWILIO_AUTH_TOKEN": TOKEN}
    assert is_signed(settings, "/x", form, seal)
    assert not is_signed(settings, "/x", form | {"Body": "K7 1 Y"}, seal)
    assert not is_signed(settings, "/x", form, "")
    assert not is_signed(
        settings | {"TWILIO_AUTH_TOKEN": ""}, "/x", form, signature("", "https://sample.invalid/x", form)
    )
