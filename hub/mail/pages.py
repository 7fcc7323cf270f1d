"""`/demo/mail`: the mail that a demo would have sent, for whoever follows an invitation in it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from hub.database import LARGEST
from hub.mail import queries
from hub.web.forms import Fields, read_query
from hub.web.render import render
from hub.web.routes import page

# The message is shown as a mail program would: no script, no cookie, no other host, and its links
# open beside it.
SANDBOX = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none';"
    " style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
)


async def show_list(request: Request) -> Response:
    by, to = request.scope["actor"], read_query(request, _to)
    before = read_query(request, _before) if "before" in request.query_params else LARGEST
    mails = await queries.written(by=by, to=to, before=before)
    return render(
        request, "mail/demo/list.html", mails=mails, to=to,
        recipients=await queries.recipients(by=by), is_full=len(mails) == queries.PAGE,
    )  # fmt: skip


async def show_mail(request: Request) -> Response:
    mail = await queries.one(request.path_params["mail"], by=request.scope["actor"])
    return render(request, "mail/demo/mail.html", mail=mail)


async def show_body(request: Request) -> Response:
    mail = await queries.one(request.path_params["mail"], by=request.scope["actor"])
    return HTMLResponse(mail.html, headers={"Content-Security-Policy": SANDBOX})


def _to(fields: Fields) -> str:
    """The address whose mail alone is listed."""
    return fields.text("to", most=320, required=False)


def _before(fields: Fields) -> int:
    """The key that the list continues from."""
    return fields.integer("before", least=1)


routes = [
    page("/demo/mail", show_list, "GET", name="demo.mail", open=True),
    page("/demo/mail/{mail:id}", show_mail, "GET", name="demo.mail.one", open=True),
    page("/demo/mail/{mail:id}/body", show_body, "GET", name="demo.mail.body", open=True),
]
