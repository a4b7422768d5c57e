"""A provider that takes templates only: the other wording, the same life of a message."""

import json
from datetime import timedelta

import pytest

from app.core.clock import now
from app.messaging import reconcile, rules
from app.messaging.gateway import NotSent, Refused, Unknown
from app.messaging.gateways import make_gateway
from app.messaging.models import MessageState
from app.messaging.queries import needs_attention
from tests.fakes.template_twin import running_template_twin

S = MessageState
PHONE = "+8613800000901"


@pytest.fixture
def provider():
    with running_template_twin() as twin:
        yield twin


@pytest.fixture
def gateway(app, provider):
    return make_gateway(app.config | provider.settings() | {"SMS_TIMEOUT_S": 0.5})


def call(gateway, template="family_news", variables=None, language="zh_Hans"):
    return gateway.send(to=PHONE, body="", template=template, variables=variables or {"ref": "ABC234"}, reference="r",
                        valid_for=timedelta(hours=1), language=language)  # fmt: skip


def test_it_gets_a_code_a_signature_and_short_variables_and_no_words(queue, send, gateway, provider):
    message = queue(to=PHONE, language="zh_Hans", at=now())
    assert send(gateway, now()) is S.SENT
    (taken,) = provider.taken
    assert (taken["PhoneNum"], taken["TemplateCode"], taken["_sign"]) == ("13800000901", "SMS_101", "示例公安")
    assert json.loads(taken["Content"]) == {"ref": "ABC234"}
    assert (taken["OutId"], message.provider_sid) == (str(message.id), "biz-1")


def test_a_task_goes_out_in_its_minimal_wording(queue, send, gateway, provider):
    message = queue("patrol_task", to=PHONE, language="zh_Hans", at=now())
    assert send(gateway, now()) is S.SENT
    told = json.loads(provider.taken[0]["Content"])
    assert told == {"tid": "K7", "grid": "3", "sex": "男", "age": "3-5", "min": "5"}
    assert "Hotel Sample" not in message.body and "K7" in message.body


def test_a_text_without_an_approved_template_is_visible_work(queue, send, gateway, provider):
    message = queue("finder_thanks", to=PHONE, at=now())
    assert send(gateway, now()) is S.FAILED
    assert (message.error_code, provider.taken) == ("no_template", [])


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("isv.MOBILE_NUMBER_ILLEGAL", Refused),
        ("isv.AMOUNT_NOT_ENOUGH", Refused),
        ("isv.BUSINESS_LIMIT_CONTROL", NotSent),
        ("Throttling.User", NotSent),
        ("isp.SYSTEM_ERROR", Unknown),
        ("silent", Unknown),
        ("drop", Unknown),
        ("broken", Unknown),
        ("down", Unknown),
    ],
)
def test_its_answers_are_the_three_errors(gateway, provider, mode, kind):
    provider.mode, provider.seconds = mode, 1.0
    with pytest.raises(kind) as told:
        call(gateway)
    if kind is NotSent:
        assert told.value.busy is (mode == "Throttling.User")


def test_a_number_that_had_too_many_does_not_stop_the_others(queue, send, gateway, provider):
    at = now()
    queue(to=PHONE, at=at)
    other = queue(to="+8613800000902", at=at)
    provider.mode = "isv.BUSINESS_LIMIT_CONTROL"
    assert send(gateway, at) is S.WAITING
    provider.mode = "ok"
    assert send(gateway, at) is S.SENT and other.state is S.SENT


@pytest.mark.parametrize(("mode", "found"), [("drop", S.SENT), ("broken", S.SENT), ("down", None)])
def test_its_list_names_our_messages_and_settles_doubts(queue, send, gateway, provider, mode, found):
    at = now()
    message = queue(to=PHONE, at=at)
    provider.mode = mode
    assert send(gateway, at) is S.UNCERTAIN and needs_attention() == [message]
    provider.mode = "ok"
    doubt = reconcile.next_doubt(at)
    assert reconcile.conclude(doubt, reconcile.read_list(gateway, doubt), at=at) is found
    if found is None:
        doubt = reconcile.next_doubt(at + rules.PATIENCE.others)
        assert reconcile.conclude(doubt, reconcile.read_list(gateway, doubt), at=doubt.looked_at) is S.WAITING


def test_a_wrong_key_is_told_apart_from_a_wrong_number(app, provider):
    wrong = make_gateway(app.config | provider.settings() | {"TEMPLATE_KEY_SECRET": "x", "SMS_TIMEOUT_S": 0.5})
    with pytest.raises(Refused, match="SignatureDoesNotMat"):
        call(wrong)


@pytest.fixture
def report(app, client, monkeypatch):
    """What the provider posts about messages, to the address that holds our token."""
    monkeypatch.setitem(app.config, "TEMPLATE_CALLBACK_TOKEN", "sample")

    def post(*rows, token="sample"):
        return client.post(f"/webhooks/template/status/{token}", json=list(rows))

    return post


def test_its_reports_settle_messages_and_strangers_reports_do_not(queue, send, gateway, report):
    arrived, failed = queue(to=PHONE, at=now()), queue(to="+8613800000902", at=now())
    for _ in range(2):
        assert send(gateway, now()) is S.SENT
    rows = [
        {"out_id": str(arrived.id), "biz_id": "biz-1", "success": True, "err_code": "DELIVERED"},
        {"out_id": str(failed.id), "biz_id": "biz-2", "success": False, "err_code": "MK:0001"},
        {"out_id": "not ours"},
        "nonsense",
    ]
    assert report(*rows, token="guessed").status_code == 403
    assert arrived.state is S.SENT
    assert report(*rows).json == {"code": 0, "msg": "ok"}
    assert (arrived.state, failed.state, failed.error_code) == (S.DELIVERED, S.FAILED, "MK:0001")
    assert report(*rows).status_code == 200
