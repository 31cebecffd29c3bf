"""The institution's settings, typed: a wrong key or value is named in Russian, never a traceback.

`settings.toml` is read once a process; `SFERUM_SETTINGS` names another file. Below every layer; `regulation` and
`charts` never import it: they are given values.
"""

from __future__ import annotations

import hashlib
import os
import tomllib
from datetime import time
from functools import cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

ROOT = Path(__file__).parent


class SettingsError(Exception):
    """The settings file can't be used; the text names the key in Russian."""


class Part(BaseModel):
    """A part of the settings; an unknown key is an error, not a silent default."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Institution(Part):
    """Who we are; the director and the executor are printed in the signature block alone."""

    name: str
    short_name: str
    city: str
    addressee: str
    director: str = ""
    director_post: str = "Директор"
    executor: str = ""
    executor_phone: str = ""
    timezone: str = "Asia/Tomsk"
    platform: str = "MAX"
    former_platform: str = "VK Мессенджер"
    allowed_platforms: tuple[str, ...] = ("VK Мессенджер", "MAX")
    school_year_starts: str = "09-01"
    settings_version: str = ""

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        ZoneInfo(value)
        return value


class Text(Part):
    """What becomes of message text after judging; without a local act nothing is kept."""

    policy: Literal["flagged", "all", "none"] = "none"
    act: str = ""
    keep_days: int = 30
    neighbours: int = 2

    @property
    def effective(self) -> str:
        """The policy in force: `none` where no local act is named."""
        return self.policy if self.act.strip() else "none"


class QuietHours(Part):
    """Clause 5.3, first bullet."""

    from_: time = Field(time(7, 0), alias="from")
    to: time = time(21, 0)
    strict: bool = False


class Rules(Part):
    """What the rules of clause 5.3 need to know about the institution."""

    student_chats_bind: bool = True
    off: tuple[str, ...] = ()
    own_phones: tuple[str, ...] = ()
    own_emails: tuple[str, ...] = ()
    own_addresses: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    rules_text: str = ""


class Privacy(Part):
    """Smallest group of people that a breakdown may show."""

    k_inside: int = 5
    k_outside: int = 10


class Access(Part):
    """Roles: of whoever sits at this computer, and of logins (e-mail → role)."""

    local_role: str = "администратор"
    logins: dict[str, str] = {}


class Retention(Part):
    """How long things are kept."""

    raw_days_after_close: int = 30
    person_days_after_year: int = 30
    journal_years: int = 1
    log_years: int = 3


class Threshold(Part):
    """Where the norm ends (`ok`) and where attention ends (`warn`); kind Н, О or В and its source."""

    ok: float
    warn: float | None = None
    kind: Literal["Н", "О", "В"]
    source: str


class Summary(Part):
    """The director's page."""

    indicators: tuple[str, ...]


class Report(Part):
    """The department's report: which form and which Word template (paths from the program's folder)."""

    form: str = "reports/forms/default.toml"
    template: str = "reports/templates/month.docx"


class Settings(Part):
    """All of `settings.toml`."""

    institution: Institution
    text: Text = Text()
    quiet_hours: QuietHours = QuietHours()
    rules: Rules = Rules()
    privacy: Privacy = Privacy()
    access: Access = Access()
    retention: Retention = Retention()
    limits: dict[str, float] = {}
    summary: Summary
    report: Report = Report()
    flags: dict[str, bool] = {}
    thresholds: dict[str, Threshold] = {}

    @property
    def zone(self) -> ZoneInfo:
        """The institution's time zone."""
        return ZoneInfo(self.institution.timezone)

    @property
    def thresholds_version(self) -> str:
        """A short hash of thresholds, terms and switches: a report prints by which ones it was counted."""
        parts = (
            self.thresholds,
            self.limits,
            self.flags,
            self.quiet_hours,
            self.rules.student_chats_bind,
            self.institution.platform,
        )
        text = repr(parts)
        return f"{self.institution.settings_version} · {hashlib.sha256(text.encode()).hexdigest()[:8]}"


def settings_path() -> Path:
    """The settings file in force."""
    return Path(os.environ.get("SFERUM_SETTINGS") or ROOT / "settings.toml")


def home() -> Path:
    """The folder with inbox, raw, warehouse, state and exports."""
    return Path(os.environ.get("SFERUM_HOME") or ROOT / "data")


def read(path: Path) -> Settings:
    """Settings from one file.

    Raises: SettingsError, naming the file and the key.
    """
    try:
        return Settings.model_validate(tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except FileNotFoundError as error:
        raise SettingsError(f"Нет файла настроек {path}. Верните settings.toml из поставки.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{path.name}: файл настроек не читается ({error}). Проверьте кавычки и скобки."
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise SettingsError(
            f"{path.name}: ключ «{key}» — {first['msg']}. Исправьте значение и повторите."
        ) from error


@cache
def _cached(path: Path, _stamp: int) -> Settings:
    return read(path)


def settings() -> Settings:
    """Settings in force, read again when the file has changed."""
    path = settings_path()
    try:
        stamp = path.stat().st_mtime_ns
    except FileNotFoundError:
        stamp = 0
    return _cached(path, stamp)
