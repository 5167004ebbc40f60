"""Settings: options win over the environment (ICTS_WATCH_*), the environment over an optional TOML file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

SETTINGS_FILE = "icts-watch.toml"


def _several(value: Any) -> Any:
    """What the environment writes as "fcc,dod"; a list stays one."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


SEVERAL = (NoDecode, BeforeValidator(_several))


def _known_zone(name: str) -> str:
    """A time zone by its name in the IANA database."""
    try:
        return ZoneInfo(name).key
    except (ValueError, OSError, ZoneInfoNotFoundError) as error:
        raise ValueError(f"{name[:80]!r} is no time zone, such as America/New_York") from error


Zone = Annotated[str, AfterValidator(_known_zone)]


class Settings(BaseSettings):
    """Everything that can be set; the name in the environment is ICTS_WATCH_ and the field in capitals."""

    model_config = SettingsConfigDict(
        env_prefix="ICTS_WATCH_",
        toml_file=SETTINGS_FILE,
        extra="forbid",
        hide_input_in_errors=True,  # a misspelt name may have a secret as its value
    )

    home: Path = Field(Path("icts-watch-home"), description="Where everything a run keeps lies.")
    catalog: str = Field(
        "", repr=False, description="DuckLake catalog: blank for a SQLite file under home, or a PostgreSQL DSN."
    )
    data_path: str = Field(
        "", description="Where the Parquet files lie: blank for a folder under home, or an s3:// address."
    )
    s3_endpoint: str = Field("s3.amazonaws.com", description="host:port of the S3-compatible server behind data_path.")
    s3_region: str = Field("us-east-1", description="Its region.")
    s3_key_id: SecretStr = Field(SecretStr(""), description="Access key for it.")
    s3_secret: SecretStr = Field(SecretStr(""), description="Its secret.")
    s3_tls: bool = Field(default=True, description="Whether it speaks TLS.")
    encrypted: bool = Field(
        default=False,
        description="Encrypt the Parquet files; said when a warehouse is made, and kept for its whole life.",
    )
    inventory: Path | None = Field(
        None,
        description="The company's inventory: a file, or a folder of them; the bundled sample where there is none.",
    )
    owners: Annotated[list[Path], *SEVERAL] = Field(
        default_factory=list, description="Who owns which rows of it (CSV), and directories of people with addresses."
    )
    suppliers: Path | None = Field(
        None, description="The company's supplier register, added to the one that comes with us."
    )
    source: str = Field("auto", description="auto, live, sample, or a file, folder or API address.")
    poll_seconds: float | None = Field(None, gt=0, description="One pause between looks at every source; for trials.")
    assess_pairs: int = Field(
        20_000, gt=0, description="Pairs of document and item that are assessed in one commit, and in one Airflow task."
    )
    model: str = Field("all-MiniLM-L6-v2", description="A sentence-transformers model, by name or folder.")
    model_sha256: str = Field(
        "", description="The hash its model.safetensors must have; blank for the bundled model's own."
    )

    federal_register_url: str = Field(
        "", description="Base address of the Federal Register's API; blank for the real one."
    )
    ecfr_url: str = Field("", description="Base address of the eCFR's versioner API; blank for the real one.")
    bis_url: str = Field("", description="Base address of BIS's pages; blank for the real one.")

    watch_lists: Annotated[list[Literal["fcc", "dod", "trade"]], *SEVERAL] = Field(
        default_factory=list, description="Lists of firms to watch, none by default: fcc,dod,trade."
    )
    fcc_url: str = Field("", description="Address of the FCC's Covered List; blank for the real one.")
    dod_url: str = Field(
        "", description="Address of the 1260H list as PDF, text or CSV; blank for the Federal Register's notices."
    )
    trade_url: str = Field("", description="Address of the Consolidated Screening List (CSV); blank for the real one.")
    confirmed_lists: Annotated[list[str], *SEVERAL] = Field(
        default_factory=list,
        description="Hashes (12 digits or more) of versions of a list that may take more than half of its firms off.",
    )

    slack_token: SecretStr = Field(SecretStr(""), description="Bot token; without one, alerts become previews.")
    slack_app_token: SecretStr = Field(
        SecretStr(""), description="App-level token for Socket Mode (`icts-watch listen`); without one, no buttons."
    )
    slack_url: str = Field("https://slack.com/api/", description="Base address of Slack's Web API.")
    slack_channel: str = Field("", description="Compliance channel: who is told of what nobody owns.")
    smtp_host: str = Field("", description="Mail server; without one, e-mails become previews.")
    smtp_port: int = Field(587, description="Its port.")
    smtp_user: str = Field("", description="Log-in name.")
    smtp_password: SecretStr = Field(SecretStr(""), description="Password.")
    smtp_starttls: bool = Field(default=True, description="Encrypt before logging in.")
    smtp_tls: bool = Field(default=False, description="Encrypt from the first byte (port 465) in place of STARTTLS.")
    smtp_ca_file: str = Field("", description="Certificates of your own that the mail server's is checked against.")
    mail_from: str = Field("icts-watch@localhost.localdomain", description="The sender of e-mails.")
    airflow_url: str = Field(
        "",
        description="Where the watchdog asks Airflow how it is; `up` fills it in for its own. Blank: it does not ask.",
    )
    watchdog_seconds: float = Field(60, gt=0, description="Seconds between two looks of the watchdog.")
    watchdog_patience: float = Field(
        300, ge=0, description="Seconds that a trouble must last, or be over, before the watchdog tells of it."
    )
    compliance_mail: str = Field("", description="Compliance address: who is told of what nobody owns.")
    operator_slack: str = Field(
        "", description="Slack channel or user who is told when this itself needs looking after."
    )
    operator_mail: str = Field("", description="E-mail address that is told the same.")
    units: dict[str, dict[str, str]] = Field(
        default_factory=dict,
        description="Per business unit: slack, email and zone; people (who may decide, comma between).",
    )
    zone: Zone = Field("America/New_York", description="Time zone in which readers count days and business hours.")
    zones: dict[str, Zone] = Field(
        default_factory=dict, description="Other readers' zones: by an owner's e-mail or Slack id, or a unit's name."
    )
    digest_everyone: bool = Field(
        default=False, description="Send the weekly digest to owners whom no document touches, too."
    )
    reviewers_url: str = Field(
        "", description="Where List-Unsubscribe leads, https; {delivery} in it is the message's own."
    )
    compliance: Annotated[list[str], *SEVERAL] = Field(
        default_factory=list,
        description="Who may decide on every item: e-mail addresses or Slack ids; one person's joined by =.",
    )
    second_approver: bool = Field(
        default=True, description='"Not affected" on something final waits for a second person of compliance.'
    )
    not_affected_days: int = Field(365, gt=0, description='Days after which a "not affected" must be given again.')
    escalate_after_hours: float = Field(
        8, ge=0, description="Business hours in which an alert is to be answered; then compliance is told. 0: never."
    )
    thresholds: dict[str, dict[str, Any]] = Field(
        default_factory=dict,
        description="Per channel (slack, email) what a new finding needs to be told at once: level, probability, stages.",
    )

    @field_validator("units")
    @classmethod
    def _zones_of_units(cls, units: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
        for unit in units.values():
            if unit.get("zone"):
                _known_zone(unit["zone"])
        return units

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        *_: PydanticBaseSettingsSource,
        **__: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The order of trust: options, environment, file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def settings(**options: Any) -> Settings:
    """The settings, with the options of a command that were given (None is not given) on top."""
    return Settings(**{name: value for name, value in options.items() if value is not None})
