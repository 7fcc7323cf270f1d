"""Communes and the buildings in them."""

from __future__ import annotations

from typing import Any, TypedDict, Unpack

from hub.action import action, happened, unchanged
from hub.actor import Actor
from hub.database import one_only
from hub.errors import NotFound
from hub.language import _
from hub.people import policy, values
from hub.people.actions import found
from hub.people.actions.groups import make
from hub.people.folding import search_key
from hub.people.models import Commune, GroupKind, Site


class SiteDetails(TypedDict, total=False):
    """What is said of a site; what is left out stays, or is empty."""

    name: str
    address: str
    postcode: str | None
    town: str
    phone: str | None
    commune_id: int | None


@action("people.commune.created")
async def create_commune(
    *, by: Actor, name: str, insee_code: str, postcode: str | None = None
) -> Commune:
    """A commune; its group comes with it."""
    policy.check_manages(by)
    given = {"insee_code": insee_code, "postcode": postcode}
    fields = values.cleaned({"insee_code": values.insee_code, "postcode": values.postcode}, given)
    group = await make(name, GroupKind.COMMUNE)
    with one_only(_("Another commune has this INSEE code.")):
        commune = await Commune.create(id=group.id, **fields)
    happened("commune", commune.id, detail={"name": group.name, **fields})
    return commune


@action("people.site.created")
async def create_site(*, by: Actor, **details: Unpack[SiteDetails]) -> Site:
    policy.check_manages(by)
    fields = await _cleaned({"name": "", **details})
    site = await Site.create(**fields)
    happened("site", site.id, detail={"name": site.name})
    return site


@action("people.site.changed")
async def change_site(site_id: int, *, by: Actor, **changes: Unpack[SiteDetails]) -> None:
    policy.check_manages(by)
    fields = await _cleaned({**changes})
    site = await found.site(site_id)
    differences = found.different(site, fields)
    if not differences:
        return unchanged()
    await Site.filter(id=site_id).update(**fields)
    happened("site", site_id, detail=differences)


async def _cleaned(given: dict[str, Any]) -> dict[str, Any]:
    fields = values.cleaned(_RULES, given)
    if "name" in fields:
        fields["name_key"] = search_key(fields["name"])
    commune_id = fields.get("commune_id")
    if commune_id is not None and not await Commune.exists(id=commune_id):
        raise NotFound(_("There is no such commune."))
    return fields


_RULES: values.Rules = {
    "name": values.group_name,
    "address": values.message,
    "postcode": values.postcode,
    "town": values.name,
    "phone": values.phone,
    "commune_id": values.as_it_is,
}
