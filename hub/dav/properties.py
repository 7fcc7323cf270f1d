"""What can be asked of each thing, and how it is written: PROPFIND and the `prop` of reports."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from hub.actor import READ_ONLY, Actor
from hub.dav import addresses, answers, xml
from hub.dav.addresses import CollectionPath
from hub.dav.xml import caldav, calendarserver, dav
from hub.domain import dav as served
from hub.domain.dav import Entry, Sort

Properties = Mapping[str, str]
"""By name, what is between the tags."""

ETAG, TYPE, RESOURCE_TYPE = dav("getetag"), dav("getcontenttype"), dav("resourcetype")
CORE = frozenset({ETAG, TYPE, RESOURCE_TYPE, dav("displayname")})
"""What `allprop` means: of RFC 4918, and of RFC 4791 nothing (its §5.2)."""
SCHEDULE_TAG = caldav("schedule-tag")
_MARK = "\0"  # in no XML


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which properties a client wants, in its order."""

    names: tuple[str, ...] = ()
    is_all: bool = False
    is_names_only: bool = False
    is_brief: bool = False
    """Nothing is said of those that there are not (RFC 8144 §2.1)."""

    @classmethod
    def of_propfind(cls, asked: Element | None, *, is_brief: bool = False) -> Wanted:
        """No body means all (RFC 4918 §9.1). Raises `Malformed`."""
        if asked is None:
            return cls(is_all=True)
        if asked.tag != dav("propfind"):
            raise xml.Malformed
        if asked.find(dav("propname")) is not None:
            return cls(is_names_only=True)
        if asked.find(dav("allprop")) is not None:
            return cls(_names(asked.find(dav("include"))), is_all=True)
        if (prop := asked.find(dav("prop"))) is None:
            raise xml.Malformed
        return cls(_names(prop), is_brief=is_brief)

    @classmethod
    def of_report(cls, asked: Element, *, is_brief: bool = False) -> Wanted:
        if asked.find(dav("allprop")) is not None:
            return cls(is_all=True)
        return cls(_names(asked.find(dav("prop"))), is_brief=is_brief)

    def chosen(self, known: Collection[str]) -> tuple[list[str], list[str]]:
        """Those that are known, and those asked for that are not."""
        if self.is_names_only:
            return list(known), []
        wanted = dict.fromkeys(self.names)
        if self.is_all:
            wanted = dict.fromkeys([it for it in known if it in CORE]) | wanted
        missing = [] if self.is_brief else [it for it in wanted if it not in known]
        return [it for it in wanted if it in known], missing

    def response(self, path: str, known: Properties) -> str:
        found, missing = self.chosen(known)
        written = [xml.element(it, "" if self.is_names_only else known[it]) for it in found]
        return answers.response(path, "".join(written), xml.elements(missing))


def entry_writer(wanted: Wanted, base: str, sort: Sort, by: Actor) -> Callable[[Entry], str]:
    """Writes the response of one object below the path `base`: for long lists, with everything
    that is the same in all of them written once."""
    known: dict[str, Callable[[Entry], str]] = {
        ETAG: lambda it: xml.text(it.etag),
        TYPE: lambda it: content_type(sort, it),
        sort.data: lambda it: xml.text(it.data),
    }
    plain = _form(wanted, base, known, by)
    if SCHEDULE_TAG not in wanted.names:
        return plain
    planned = _form(wanted, base, {**known, SCHEDULE_TAG: lambda it: it.schedule_tag}, by)
    return lambda entry: (planned if entry.schedule_tag else plain)(entry)


def _form(
    wanted: Wanted, base: str, known: Mapping[str, Callable[[Entry], str]], by: Actor
) -> Callable[[Entry], str]:
    same = {RESOURCE_TYPE: "", dav("current-user-principal"): _to(by.person_id)}
    found, missing = wanted.chosen([*known, *same])
    propstats = answers.propstats(_MARK if found else "", xml.elements(missing))
    opened, _, closed = propstats.partition(_MARK) if found else ("", "", propstats)
    pieces: list[str | Callable[[Entry], str]] = [
        f"<D:response><D:href>{xml.quoted(base)}", _name, f"</D:href>{opened}",
    ]  # fmt: skip
    for name in found:
        if name in same or wanted.is_names_only:
            pieces.append(xml.element(name, "" if wanted.is_names_only else same[name]))
        else:
            before, _, after = xml.element(name, _MARK).partition(_MARK)
            pieces += [before, known[name], after]
    return _filling([*pieces, f"{closed}</D:response>"])


def _filling(pieces: Iterable[str | Callable[[Entry], str]]) -> Callable[[Entry], str]:
    """One form, with blanks that are filled for each."""
    form = "".join("%s" if callable(it) else it.replace("%", "%%") for it in pieces)
    blanks = [it for it in pieces if callable(it)]
    return lambda entry: form % tuple([fill(entry) for fill in blanks])


def _name(entry: Entry) -> str:
    return xml.quoted(entry.href)


def content_type(sort: Sort, entry: Entry) -> str:
    kind = f"; component={entry.component}" if entry.component else ""
    return f"{sort.media_type}; charset=utf-8{kind}"


def of_root(by: Actor) -> Properties:
    return _common(by) | {
        RESOURCE_TYPE: xml.element(dav("collection")),
        dav("displayname"): "Parvis",
        dav("supported-report-set"): _SEARCHES,
    }


def of_principals(by: Actor) -> Properties:
    return {**of_container(by), dav("supported-report-set"): _SEARCHES}


def of_container(by: Actor, *, makes: bool = False) -> Properties:
    """Of the list of homes, and of a home, in which collections are made."""
    granted = ["read"]
    if makes and READ_ONLY not in by.scope:
        granted += ["write", "bind", "unbind"]
    return _common(by) | {
        RESOURCE_TYPE: xml.element(dav("collection")),
        dav("current-user-privilege-set"): _privileges(map(dav, granted)),
    }


def of_home(person_id: int, by: Actor) -> Properties:
    """In another's, the actor makes nothing."""
    makes = person_id == by.person_id
    return {**of_container(by, makes=makes), dav("owner"): _to(person_id)}


def of_collection(found: served.Collection, sort: Sort, by: Actor) -> Properties:
    reports = [dav("sync-collection"), sort.multiget, *sort.reports]
    return _common(by) | {
        RESOURCE_TYPE: xml.elements([dav("collection"), sort.resource_type]),
        dav("displayname"): xml.text(found.name),
        dav("owner"): _to(found.owner_id),
        dav("current-user-privilege-set"): _privileges(_granted(found.abilities, sort)),
        dav("supported-report-set"): "".join(map(_report, reports)),
        dav("sync-token"): xml.text(found.token),
        calendarserver("getctag"): xml.text(found.token),
        **found.properties,
    }


def collection_response(
    wanted: Wanted, path: CollectionPath, found: served.Collection, by: Actor
) -> str:
    return wanted.response(path.path, of_collection(found, path.home.dav.sort, by))


def _common(by: Actor) -> dict[str, str]:
    return {
        dav("current-user-principal"): _to(by.person_id),
        dav("principal-collection-set"): xml.href(addresses.PRINCIPALS),
    }


def _to(principal_id: int | None) -> str:
    if principal_id is None:
        return xml.element(dav("unauthenticated"))
    return xml.href(addresses.principal(principal_id))


def _granted(abilities: Collection[str], sort: Sort) -> Iterable[str]:
    """RFC 3744 §3 and RFC 4791 §6.1.1, of the abilities that all our ladders share."""
    if "read" in abilities:
        yield from (dav("read"), dav("read-current-user-privilege-set"))
    if "see_busy" in abilities and sort.resource_type == caldav("calendar"):
        yield caldav("read-free-busy")
    if "write" in abilities:
        yield from (dav("write-content"), dav("bind"), dav("unbind"))
    if "manage" in abilities:
        yield from (dav("write"), dav("write-properties"))


def _privileges(names: Iterable[str]) -> str:
    return "".join(xml.element(dav("privilege"), xml.element(name)) for name in names)


def _report(name: str) -> str:
    inside = xml.element(dav("report"), xml.element(name))
    return xml.element(dav("supported-report"), inside)


def _names(prop: Element | None) -> tuple[str, ...]:
    return () if prop is None else tuple(child.tag for child in prop)


EXPANDS = _report(dav("expand-property"))
"""What is answered of a person or a group (RFC 3253 §3.8)."""
_SEARCHES = "".join(
    map(_report, (dav("principal-property-search"), dav("principal-search-property-set")))
)
