"""Settings, read from the environment in this file and nowhere else.

Every setting has a safe default for trying the software on one machine. In production
(`ENVIRONMENT=production`) the defaults that are only safe for trying are refused.
"""

import json
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ROOT = Path(__file__).resolve().parent
INSTANCE = ROOT / "instance"
LONGEST_SIGNATURE = 9
PHONE_REGION = re.compile("[A-Z]{2}")


class ConfigError(Exception):
    """A setting that must not be used as it is; the text says what to set."""


@dataclass(frozen=True)
class Config:
    """Typed settings. Names in capitals are environment variables of the same name."""

    SECRET_KEY: str
    """Signs sessions and form tokens. At least 32 characters; kept secret; the same on every host."""
    ENVIRONMENT: str = "development"
    """development or production. Production refuses sample accounts, the local gateway and made-up keys."""
    DATABASE_URL: str = f"sqlite:///{INSTANCE / 'guitu.sqlite'}"
    """sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME."""
    PUBLIC_URL: str = "http://127.0.0.1:5000"
    """The address that phones and the SMS provider use; links and signatures are built from it."""
    TRUSTED_HOSTS: str = ""
    """Comma-separated host names to answer to; empty: any (for trying only)."""
    PROXY_HOPS: int = 0
    """How many reverse proxies stand in front; their X-Forwarded headers are believed, no others."""
    UPLOAD_DIR: str = str(INSTANCE / "photos")
    """Where photos are kept, outside the web root; shared by all web hosts."""
    LOCALE: str = "zh_Hans"
    """Language when neither the officer nor the browser names one: zh_Hans or en."""
    TIME_ZONE: str = "Asia/Shanghai"
    """The zone that times are typed and shown in; stored times are UTC."""
    PHONE_REGION: str = "CN"
    """ISO 3166 country that numbers without +country belong to."""
    SMS_GATEWAY: str = "local"
    """local (virtual phones on /phones), twilio, or template (a provider that takes approved templates only)."""
    SMS_SIGNATURE: str = "示例公安"
    """The unit named at the head of Chinese messages, as approved by the carrier."""
    SMS_TIMEOUT_S: float = 10.0
    """How long a call to the provider may take, in seconds; leases are 4.5 times as long."""
    SMS_LANES: int = 12
    """How many calls to the provider one worker has in flight at a time."""
    SMS_PROOF_TASK_S: float = 300.0
    """A patrol's text of which nobody knows whether it went may go again when the provider's whole list, read this
    many seconds after our last byte, does not hold it. Longer than the list ever lags behind."""
    SMS_PROOF_FAMILY_S: float = 900.0
    """The same for families and everybody else."""
    TWILIO_ACCOUNT_SID: str = ""
    TWILIO_AUTH_TOKEN: str = ""
    TWILIO_FROM: str = ""
    """The sending number in E.164; or set TWILIO_MESSAGING_SERVICE_SID."""
    TWILIO_MESSAGING_SERVICE_SID: str = ""
    TWILIO_API_URL: str = ""
    """Another base address of the API: a regional edge, a proxy, or a test twin. Empty: Twilio's own."""
    ROUTING_URL: str = ""
    """Base address of an own road server for travel times: OSRM, or Valhalla with valhalla+ before it. Empty:
    straight lines with a street factor. It is told coordinates only, and asked for one second at most."""
    TEMPLATE_API_URL: str = "https://dysmsapi.aliyuncs.com/"
    TEMPLATE_KEY_ID: str = ""
    TEMPLATE_KEY_SECRET: str = ""
    TEMPLATE_CODES: str = "{}"
    """JSON: the provider's code for each of our texts: {"family_news.zh_Hans": "SMS_1", "patrol_task": "SMS_2"}."""
    TEMPLATE_CALLBACK_TOKEN: str = ""
    """A secret in the address of the provider's reports: PUBLIC_URL/webhooks/template/status/<token>."""
    SMS_ONLY_TO: str = ""
    """Drill mode: comma-separated numbers in E.164 that are really texted; all others arrive on the virtual phones."""
    ALLOW_LOCAL_GATEWAY: bool = False
    """Drill mode: lets production run on virtual phones."""
    METRICS_TOKEN: str = ""
    """Who sends this as a bearer token may read /metrics; empty: nobody."""
    LOG_FORMAT: str = "text"
    """text for a person, json for a log collector."""

    def settings(self) -> dict[str, Any]:
        """The mapping that `app.create_app` takes, Flask's own settings included."""
        secure = self.PUBLIC_URL.startswith("https://")
        return asdict(self) | {
            "SQLALCHEMY_DATABASE_URI": self.DATABASE_URL,
            "TRUSTED_HOSTS": [h.strip() for h in self.TRUSTED_HOSTS.split(",") if h.strip()] or None,
            "MAX_CONTENT_LENGTH": 12 * 1024 * 1024,
            "SESSION_COOKIE_NAME": "__Host-guitu" if secure else "guitu",
            "SESSION_COOKIE_SECURE": secure,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Strict",
            "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        }


def _flag(text: str) -> bool:
    return text.strip().lower() in {"1", "true", "yes", "on"}


def _read(name: str, kind: Any, text: str) -> Any:
    if kind is bool:
        return _flag(text)
    if kind is int:
        return _number(name, text)
    if kind is float:
        return _seconds(name, text)
    return text


def _seconds(name: str, text: str) -> float:
    if not re.fullmatch(r"\d{1,6}(\.\d{1,3})?", text, re.ASCII) or float(text) == 0:
        raise ConfigError(f"{name} must be a number of seconds above 0.")
    return float(text)


def _number(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ConfigError(f"{name} must be a whole number, 0 or more.")
    return int(text)


def _made_up_key(instance: Path) -> str:
    """A random key for trying the software, kept beside the database so that sessions survive a restart."""
    path = instance / "secret_key"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()


def load_config(env: Mapping[str, str] = os.environ) -> Config:
    """Read and check the settings; raise `ConfigError` with a sentence for one that cannot be used."""
    values: dict[str, Any] = {}
    for name, field in Config.__dataclass_fields__.items():
        if name in env and env[name] != "":
            kind = field.type
            values[name] = _read(name, kind, env[name])
    if "SECRET_KEY" not in values:
        if values.get("ENVIRONMENT") == "production":
            raise ConfigError("Set SECRET_KEY to at least 32 random characters before running in production.")
        values["SECRET_KEY"] = _made_up_key(INSTANCE)
    config = Config(**values)
    _check(config)
    return config


def _check(config: Config) -> None:
    if config.ENVIRONMENT not in {"development", "production"}:
        raise ConfigError("ENVIRONMENT must be development or production.")
    if config.LOCALE not in {"zh_Hans", "en"}:
        raise ConfigError("LOCALE must be zh_Hans or en.")
    roads = config.ROUTING_URL.removeprefix("valhalla+").removeprefix("osrm+")
    if roads and not roads.startswith(("http://", "https://")):
        raise ConfigError("ROUTING_URL must begin with http:// or https://, or with valhalla+http.")
    if config.LOG_FORMAT not in {"text", "json"}:
        raise ConfigError("LOG_FORMAT must be text or json.")
    _check_place_and_store(config)
    _check_sms(config)
    if config.ENVIRONMENT == "production":
        _check_production(config)


def _check_place_and_store(config: Config) -> None:
    try:
        ZoneInfo(config.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ConfigError("TIME_ZONE must be a name such as Asia/Shanghai or Europe/Helsinki.") from None
    if not PHONE_REGION.fullmatch(config.PHONE_REGION):
        raise ConfigError("PHONE_REGION must be the two letters of a country, such as CN or FI.")
    if not config.DATABASE_URL.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ConfigError("DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://.")
    if not config.PUBLIC_URL.startswith(("http://", "https://")):
        raise ConfigError("PUBLIC_URL must begin with http:// or https://.")


def _check_sms(config: Config) -> None:
    if config.SMS_GATEWAY not in {"local", "twilio", "template"}:
        raise ConfigError("SMS_GATEWAY must be local, twilio or template.")
    if len(config.SMS_SIGNATURE) > LONGEST_SIGNATURE:
        raise ConfigError(
            f"SMS_SIGNATURE may have at most {LONGEST_SIGNATURE} characters, so that texts keep to one segment."
        )
    if config.SMS_GATEWAY == "twilio":
        _check_twilio(config)
    if config.SMS_GATEWAY == "template":
        _check_template(config)


def _check_twilio(config: Config) -> None:
    if not (config.TWILIO_ACCOUNT_SID and config.TWILIO_AUTH_TOKEN):
        raise ConfigError("SMS_GATEWAY=twilio needs TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.")
    if not (config.TWILIO_FROM or config.TWILIO_MESSAGING_SERVICE_SID):
        raise ConfigError("SMS_GATEWAY=twilio needs TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID.")


def _check_template(config: Config) -> None:
    if not (config.TEMPLATE_KEY_ID and config.TEMPLATE_KEY_SECRET):
        raise ConfigError("SMS_GATEWAY=template needs TEMPLATE_KEY_ID and TEMPLATE_KEY_SECRET.")
    try:
        codes = json.loads(config.TEMPLATE_CODES)
    except ValueError:
        codes = None
    if not isinstance(codes, dict) or not codes:
        raise ConfigError("TEMPLATE_CODES must be JSON that names the provider's code for each text.")


def _check_production(config: Config) -> None:
    if len(config.SECRET_KEY) < 32:
        raise ConfigError("SECRET_KEY is too short for production: use at least 32 random characters.")
    if config.SMS_GATEWAY == "local" and not config.ALLOW_LOCAL_GATEWAY:
        raise ConfigError("SMS_GATEWAY=local sends nothing: set twilio, or ALLOW_LOCAL_GATEWAY=1 for a drill.")
    if not config.PUBLIC_URL.startswith("https://"):
        raise ConfigError("PUBLIC_URL must begin with https:// in production.")
    if not config.TRUSTED_HOSTS:
        raise ConfigError("Set TRUSTED_HOSTS to the host names of this service in production.")
