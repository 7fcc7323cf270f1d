"""Accounts as administrators keep them: a list to look over, one account, and what can be done."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from hub.accounts import actions, forms, paper, policy
from hub.accounts.pages.answers import by
from hub.accounts.pages.words import ACTIONS, ATTENTION, SHOWN, STATUS, WHO
from hub.accounts.queries import accounts, listing
from hub.accounts.queries.listing import Wanted
from hub.accounts.relying_party.queries import identities_of
from hub.language import N_
from hub.people import queries as people
from hub.web.downloads import disposition
from hub.web.flash import message, say
from hub.web.forms import read_form, read_query
from hub.web.redirects import redirect
from hub.web.render import render
from hub.web.routes import page

LIST, ONE, NEW = (f"accounts/{name}.html" for name in ("list", "account", "new"))
SUSPENDED = message("accounts.suspended", N_("Accounts suspended: {number}."))
REINSTATED = message("accounts.reinstated", N_("The account is open again."))
INVITED = message("accounts.invited", N_("The invitation is on its way."))
ENDED = message("accounts.all_sessions_ended", N_("Accounts whose sessions were closed: {number}."))


async def show_list(request: Request) -> Response:
    wanted = read_query(request, forms.wanted)
    found = await listing.listing(wanted, by=by(request))
    return render(
        request, LIST, block="found", wanted=wanted, found=found, who=WHO, shown=SHOWN,
        counts=await listing.counts(by=by(request)), attention=ATTENTION, statuses=STATUS,
        before=_page(wanted, -1) if wanted.page > 1 else "",
        after=_page(wanted, 1) if found.has_more else "",
    )  # fmt: skip


async def show(request: Request) -> Response:
    account_id, me = request.path_params["account"], by(request)
    policy.check_manages(me)
    return render(
        request, ONE, account=await accounts.account(account_id, by=me), words=ACTIONS,
        sessions=await accounts.sessions_of(account_id, by=me), statuses=STATUS,
        app_passwords=await accounts.app_passwords_of(account_id, by=me),
        identities=await identities_of(account_id, by=me),
        journal=await accounts.journal_of(account_id, by=me), is_own=account_id == me.account_id,
    )  # fmt: skip


async def find_person(request: Request) -> Response:
    policy.check_manages(by(request))
    text = read_query(request, lambda fields: fields.text("text", required=False))
    found = await people.find_people(text, by=by(request))
    taken = await listing.accounts_of([person.id for person in found], by=by(request))
    return render(request, NEW, block="found", text=text, found=found, taken=taken)


async def invite(request: Request) -> Response:
    account = await actions.invite(await read_form(request, forms.invitation), by=by(request))
    say(request, INVITED)
    return redirect(f"/admin/accounts/{account.id}")


async def print_slips(request: Request) -> Response:
    chosen = await read_form(request, forms.chosen)
    person_ids = [*chosen.people, *await listing.people_of(chosen.accounts, by=by(request))]
    slips = await actions.issue_slips(person_ids, by=by(request))
    printed = await paper.print_slips(slips, by=by(request))
    headers = disposition("billets.pdf")
    return Response(printed, media_type="application/pdf", headers=headers)


async def suspend(request: Request) -> Response:
    chosen = await read_form(request, forms.chosen)
    await actions.suspend_all(chosen.accounts, by=by(request))
    say(request, SUSPENDED, number=len(chosen.accounts))
    return redirect(chosen.back)


async def end_sessions(request: Request) -> Response:
    chosen = await read_form(request, forms.chosen)
    for account_id in chosen.accounts:
        await actions.end_sessions(account_id, by=by(request))
    say(request, ENDED, number=len(chosen.accounts))
    return redirect(chosen.back)


async def reinstate(request: Request) -> Response:
    account_id = request.path_params["account"]
    await actions.reinstate(account_id, by=by(request))
    say(request, REINSTATED)
    return redirect(f"/admin/accounts/{account_id}")


def _page(wanted: Wanted, step: int) -> str:
    asked = {"text": wanted.text, "who": wanted.who, "show": wanted.show}
    return f"/admin/accounts?{urlencode(asked | {'page': wanted.page + step})}"


routes = [
    page("/admin/accounts", show_list, "GET", name="accounts"),
    page("/admin/accounts/new", find_person, "GET", name="accounts.new"),
    page("/admin/accounts/invite", invite, "POST", name="accounts.invite"),
    page("/admin/accounts/slips", print_slips, "POST", name="accounts.slips"),
    page("/admin/accounts/suspend", suspend, "POST", name="accounts.suspend"),
    page("/admin/accounts/end-sessions", end_sessions, "POST", name="accounts.end_sessions"),
    page("/admin/accounts/{account:id}", show, "GET", name="accounts.one"),
    page("/admin/accounts/{account:id}/reinstate", reinstate, "POST", name="accounts.reinstate"),
]
