import pytest

from config import ConfigError, load_config

PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "0123456789abcdef0123456789abcdef",
    "PUBLIC_URL": "https://guitu.example",
    "TRUSTED_HOSTS": "guitu.example",
    "SMS_GATEWAY": "twilio",
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "t" * 32,
    "TWILIO_FROM": "+15005550006",
}


def test_a_complete_production_setting_is_taken():
    config = load_config(PRODUCTION)
    assert config.settings()["SESSION_COOKIE_NAME"] == "__Host-guitu"
    assert config.settings()["SESSION_COOKIE_SECURE"] is True


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"PUBLIC_URL": "http://guitu.example"}, "PUBLIC_URL"),
        ({"TRUSTED_HOSTS": ""}, "TRUSTED_HOSTS"),
        ({"SMS_GATEWAY": "local"}, "SMS_GATEWAY"),
        ({"SMS_GATEWAY": "pigeon"}, "SMS_GATEWAY"),
        ({"TWILIO_AUTH_TOKEN": ""}, "TWILIO"),
        ({"TWILIO_FROM": ""}, "TWILIO_FROM"),
        ({"ENVIRONMENT": "staging"}, "ENVIRONMENT"),
        ({"LOCALE": "fr"}, "LOCALE"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT"),
        ({"PROXY_HOPS": "one"}, "PROXY_HOPS"),
        ({"TIME_ZONE": "Nowhere/Land"}, "TIME_ZONE"),
        ({"TIME_ZONE": "../etc"}, "TIME_ZONE"),
        ({"PHONE_REGION": "China"}, "PHONE_REGION"),
        ({"DATABASE_URL": "mysql://host/name"}, "DATABASE_URL"),
        ({"PUBLIC_URL": "guitu.example", "ENVIRONMENT": "development"}, "PUBLIC_URL must begin with http://"),
        ({"SMS_SIGNATURE": "示例市公安局示例分局"}, "SMS_SIGNATURE"),
    ],
)
def test_a_setting_that_is_not_safe_is_refused_with_its_name(change, sentence):
    with pytest.raises(ConfigError, match=sentence):
        load_config(PRODUCTION | change)


def test_a_drill_may_run_on_virtual_phones():
    drill = load_config(PRODUCTION | {"SMS_GATEWAY": "local", "ALLOW_LOCAL_GATEWAY": "1"})
    assert drill.ALLOW_LOCAL_GATEWAY is True
