"""The `hub` command. Exit codes: 0 done, 1 refused, 2 used wrongly."""

from __future__ import annotations

import asyncio
import base64
import json
import os
from collections.abc import Coroutine
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, NoReturn, Optional

import typer

from hub import console, demonstration, serving
from hub import settings as hub_settings
from hub.app import Hub
from hub.audit import logging
from hub.database import DatabaseError, migrations
from hub.demo.sizes import SIZES
from hub.domains import TABLES
from hub.errors import Refusal
from hub.settings import Settings, SettingsError
from hub.web.assets import AssetsMissing

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="Parvis, the collaboration hub of a local authority.",
)
account = typer.Typer(no_args_is_help=True, help="Accounts and their devices.")
app.add_typer(account, name="account")
imports = typer.Typer(no_args_is_help=True, help="Bring in what another program wrote.")
app.add_typer(imports, name="import")

Data = Annotated[Optional[Path], typer.Option("--data", help="Data directory (HUB_DATA).")]  # noqa: UP045
Host = Annotated[Optional[str], typer.Option("--host", help="Address to listen on (HUB_HOST).")]  # noqa: UP045
Port = Annotated[Optional[int], typer.Option("--port", help="Port to listen on (HUB_PORT).")]  # noqa: UP045
Json = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]


def main() -> None:
    """Entry point of the `hub` script."""
    os.umask(0o077)  # what the hub stores is for its own user alone
    logging.set_up()  # before settings are known: their faults may not tell a secret either
    try:
        app()
    except (SettingsError, DatabaseError, AssetsMissing, serving.Busy) as error:
        _refuse(str(error))
    except Refusal as refusal:
        _refuse(refusal.message)


@app.callback(invoke_without_command=True)
def about(
    show_version: Annotated[bool, typer.Option("--version", help="Say which version.")] = False,
) -> None:
    """Parvis, the collaboration hub of a local authority."""
    if show_version:
        typer.echo(f"Parvis {version('parvis')}")
        raise typer.Exit


@app.command()
def serve(data: Data = None, host: Host = None, port: Port = None) -> None:
    """Serve the hub; pending migrations are applied first."""
    serving.serve(_settings(data, host=host, port=port))


@app.command()
def demo(
    size: Annotated[str, typer.Option("--size", help="s, m, l or xl.")] = "s",
    data: Data = None,
    port: Port = None,
    today: Annotated[Optional[datetime], typer.Option(formats=["%Y-%m-%d"])] = None,  # noqa: UP045
    only_fill: Annotated[bool, typer.Option("--only-fill", help="Do not serve it.")] = False,
) -> None:
    """Fill an empty data directory with a fictional authority, and serve it."""
    if size not in SIZES:
        raise typer.BadParameter(f"It is one of {', '.join(SIZES)}.", param_hint="--size")
    settings = demonstration.settings(data=data, port=port)
    logging.set_up("warning", settings.log_format)  # how it is filled is told in one line
    with serving.listen(settings) as listener:
        told = asyncio.run(demonstration.fill(settings, size, today.date() if today else None))
        typer.echo(told)
        logging.set_up(settings.log_level, settings.log_format)
        if not only_fill:
            typer.echo(demonstration.welcome(settings))
            serving.serve_on(settings, listener)


@app.command()
def migrate(data: Data = None, json_: Json = False) -> None:
    """Bring the database to this version, after a backup."""
    applied = asyncio.run(migrations.migrate(_settings(data), TABLES))
    _say({"applied": applied}, json_, "\n".join(applied) or "Nothing to do.")


@app.command()
def worker() -> None:
    """Do the background work of a hub on PostgreSQL, until a signal ends it."""
    serving.work(_settings(None))


@app.command()
def verify(data: Data = None, json_: Json = False) -> None:
    """Check the seals of the journal; name the first bad entry."""
    answer = _perform(_settings(data), "verify")
    _say(answer, json_, "\n".join(answer["faults"]) or "The journal is whole.")
    if answer["faults"]:
        raise typer.Exit(1)


@account.command("add")
def account_add(  # noqa: PLR0917  # what the command line takes
    given_name: str,
    family_name: str,
    login: Annotated[str, typer.Option("--login")] = "",
    email: Annotated[str, typer.Option("--email")] = "",
    admin: Annotated[bool, typer.Option("--admin", help="An administrator.")] = False,
    data: Data = None,
    json_: Json = False,
) -> None:
    """A person with an account; says the password it made up."""
    answer = _perform(
        _settings(data), "account.add", given_name=given_name, family_name=family_name,
        login=login, email=email, is_administrator=admin,
    )  # fmt: skip
    _say(answer, json_, f"{answer['login']}\n{answer['password']}")


@account.command("link")
def account_link(
    login: str, issuer: str, subject: str, data: Data = None, json_: Json = False
) -> None:
    """Let an account be entered with an identity of an OpenID provider."""
    answer = _perform(_settings(data), "account.link", login=login, issuer=issuer, subject=subject)
    _say(answer, json_, f"{login} can sign in with {issuer}.")


@account.command("suspend")
def account_suspend(login: str, data: Data = None, json_: Json = False) -> None:
    """End everything that an account has open, and let nobody in."""
    answer = _perform(_settings(data), "account.suspend", login=login)
    _say(answer, json_, f"{login} is suspended.")


@account.command("app-password")
def account_app_password(login: str, name: str, data: Data = None, json_: Json = False) -> None:
    """A secret for one device, said once."""
    answer = _perform(_settings(data), "account.app_password", login=login, name=name)
    _say(answer, json_, answer["password"])


@imports.command("people")
def import_people(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would do.")] = False,
    create_units: Annotated[bool, typer.Option("--create-units", help="Services too.")] = False,
    data: Data = None,
    json_: Json = False,
) -> None:
    """A staff list in CSV, as Excel, LibreOffice or Google write it."""
    content = base64.b64encode(file.read_bytes()).decode()
    answer = _perform(
        _settings(data),
        "import.people",
        content=content,
        dry_run=dry_run,
        create_units=create_units,
    )
    _say(answer, json_, _told(answer))


@imports.command("ics")
def import_ics(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    calendar: Annotated[str, typer.Option("--calendar", help="Login and calendar: maud/personal.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would do.")] = False,
    data: Data = None,
    json_: Json = False,
) -> None:
    """A calendar file, as Outlook, Google, Apple or Zimbra write it."""
    content = base64.b64encode(file.read_bytes()).decode()
    arguments = {"content": content, "calendar": calendar, "dry_run": dry_run}
    answer = _perform(_settings(data), "import.ics", **arguments)
    counts = ", ".join(f"{outcome} {number}" for outcome, number in answer["counts"].items())
    faults = [f"line {it['line']}: {it['title']}: {it['reason']}" for it in answer["faults"]]
    _say(answer, json_, "\n".join([counts, *faults]))


def _told(report: dict[str, Any]) -> str:
    """The counts, then a line for each fault."""
    counts = ", ".join(f"{outcome} {number}" for outcome, number in report["counts"].items())
    faults = [
        f"line {verdict['line']}: {fault['reason']}"
        for verdict in report["verdicts"]
        for fault in verdict["faults"]
    ]
    return "\n".join([counts, *faults])


def _settings(data: Path | None, **options: Any) -> Settings:
    settings = hub_settings.load(data=data, **options)
    logging.set_up(settings.log_level, settings.log_format)
    return settings


def _perform(settings: Settings, name: str, /, **arguments: Any) -> dict[str, Any]:
    async def run() -> dict[str, Any]:
        if settings.is_sqlite:
            answer = await console.ask(settings, name, arguments)
            if answer is not None:
                return answer
        async with Hub(settings).running():
            return await console.perform(name, arguments)

    return _run(run())


def _run(work: Coroutine[Any, Any, dict[str, Any]]) -> dict[str, Any]:
    return asyncio.run(work)


def _say(answer: dict[str, Any], as_json: bool, text: str) -> None:
    typer.echo(json.dumps(answer, ensure_ascii=False) if as_json else text)


def _refuse(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise SystemExit(1)


if __name__ == "__main__":
    main()
