#!/usr/bin/env python3
"""Reads the calendars and the feed of meetings as other programs do, and compares them with what the API says.

    openapi/feeds.py http://127.0.0.1:8080

It needs a Merzim in demo mode, and the libraries of requirements.txt. A meeting is planned, announced, postponed and
cancelled; after each step the calendars (RFC 5545) are read with icalendar and the feed (RFC 4287) with feedparser.
It stops with an error at the first thing that is not as expected.
"""

import json
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from datetime import datetime, timedelta

import feedparser
from icalendar import Calendar

merzim = sys.argv[1]
BASE = f"{merzim}/api/v1"

# Every character that iCalendar escapes, and enough two-octet letters that every line must be folded within one.
TITLE = (
    "ДЕМО: жолдар, көпірлер; ауыл\\аудан — «Қазақ әліпбиі: ә, ғ, қ, ң, ө, ұ, ү, һ, і» \\n \\, \\; \\\\ <b>&amp;</b> "
    + "қоғамдық тыңдаулардың қорытындысы туралы, " * 8
    + "соңы"
)
# What neither format can hold as it is. It may be refused; if it is not, both must stay readable.
UNPRINTABLE = "ДЕМО: бір\r\nекі\rүш\x01төрт\x0bбес\ufffe"


def call(method, path, body=None, token=None, headers=None):
    """An answer that went well: its body and its headers. Anything else is thrown."""
    headers = {"Accept-Language": "en"} | (headers or {})
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = None
    if body is not None:
        data, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
    request = urllib.request.Request(BASE + path, data=data, headers=headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.read(), answer.headers


def ask(*args, **kwargs):
    return json.loads(call(*args, **kwargs)[0])


def check(holds, what):
    if not holds:
        sys.exit(f"feeds: {what}")


def same(found, wanted, what):
    check(found == wanted, f"{what}: {found!r}, not {wanted!r}")


def instant(text):
    return datetime.fromisoformat(text)


# ─── What a calendar must be ──────────────────────────────────────────────────────────────────────────────────────

# RFC 5545 section 3.6.1: these stand exactly once in an event, and those at most once.
ONCE = {"UID", "DTSTAMP", "DTSTART"}
AT_MOST_ONCE = {"DTEND", "SEQUENCE", "STATUS", "SUMMARY", "LOCATION", "DESCRIPTION", "LAST-MODIFIED", "CREATED", "URL"}
STATUSES = {"TENTATIVE", "CONFIRMED", "CANCELLED"}


def events(path):
    """The events of a calendar by UID, after all that the RFC demands of it."""
    body, headers = call("GET", path)
    same(headers.get_content_type(), "text/calendar", f"{path}: its kind")
    same(headers.get_content_charset(), "utf-8", f"{path}: its charset")

    check(body.endswith(b"\r\n"), f"{path}: the last line is not ended")
    for line in body[:-2].split(b"\r\n"):
        check(len(line) <= 75, f"{path}: a line of {len(line)} octets: {line!r}")
        check(b"\r" not in line and b"\n" not in line, f"{path}: a line is not ended by CRLF: {line!r}")
        # No control character but the tab, and no letter cut in two.
        text = line.decode()
        check(all(letter == "\t" or (letter >= " " and letter != "\x7f") for letter in text), f"{path}: {text!r}")

    calendar = Calendar.from_ical(body)
    same(calendar.errors, [], f"{path}: what icalendar cannot read")
    names = Counter(name for name, _ in calendar.property_items(recursive=False))
    same((names["VERSION"], names["PRODID"]), (1, 1), f"{path}: how often VERSION and PRODID stand there")
    same(calendar["VERSION"], "2.0", f"{path}: VERSION")
    check(calendar["PRODID"], f"{path}: PRODID is empty")
    check(names["CALSCALE"] <= 1 and names["METHOD"] == 0, f"{path}: {names}")

    found = {}
    for event in calendar.walk("VEVENT"):
        uid = event.get("UID")
        same(event.errors, [], f"{path}, {uid}: what icalendar cannot read")
        names = Counter(name for name, _ in event.property_items(recursive=False))
        check(all(names[name] == 1 for name in ONCE), f"{path}, {uid}: {names}")
        check(all(names[name] <= 1 for name in AT_MOST_ONCE), f"{path}, {uid}: {names}")
        check("DURATION" not in names or "DTEND" not in names, f"{path}, {uid}: DTEND and DURATION")
        same(event.decoded("DTSTAMP").utcoffset(), timedelta(0), f"{path}, {uid}: DTSTAMP in UTC")
        check(event.start < event.end, f"{path}, {uid}: from {event.start} to {event.end}")
        check(event["STATUS"] in STATUSES, f"{path}, {uid}: STATUS {event['STATUS']}")
        check(uid not in found, f"{path}: {uid} stands twice")
        found[str(uid)] = event
    return found


def shown(meeting, status):
    """The event of a meeting, the same in both calendars, which says what the API says."""
    everything, alone = events("/meetings.ics"), events(f"/meetings/{meeting['id']}/meeting.ics")
    same(len(alone), 1, "the events of the calendar of one meeting")
    ((uid, event),) = alone.items()
    check(uid in everything, f"{uid} is not in the calendar of all")
    same(everything[uid].to_ical(), event.to_ical(), f"{uid} in the calendar of all")

    form = meeting["form"]
    same(event.start, instant(form["startsAt"]), "DTSTART")
    same(event.end, instant(form["endsAt"]), "DTEND")
    same(event.decoded("LAST-MODIFIED"), instant(meeting["updatedAt"]).replace(microsecond=0), "LAST-MODIFIED")
    same(str(event["SUMMARY"]), form["title"]["kk"], "SUMMARY")
    same(str(event["LOCATION"]), form["place"]["kk"], "LOCATION")
    for item in form["agenda"]:
        check(item["question"]["kk"] in event["DESCRIPTION"], f"DESCRIPTION: {event['DESCRIPTION']!r}")
    same(event["STATUS"], status, "STATUS")
    return uid, event


# ─── What a feed must be ──────────────────────────────────────────────────────────────────────────────────────────


def entries():
    """The entries of the feed by id, after all that the RFC demands of it."""
    body, headers = call("GET", "/meetings.atom")
    same(headers.get_content_type(), "application/atom+xml", "the kind of the feed")
    read = feedparser.parse(body, response_headers=dict(headers.items()))
    check(not read.bozo, f"the feed: {read.get('bozo_exception')}")
    same(read.version, "atom10", "the version of the feed")
    check(read.feed.id and read.feed.title, "the feed has neither id nor title")
    check(instant(read.feed.updated).tzinfo, f"the feed: updated {read.feed.updated}")
    same([link.href for link in read.feed.links if link.rel == "self"], ["/api/v1/meetings.atom?lang=en"], "self of the feed")

    found = {}
    for entry in read.entries:
        check(entry.id.startswith("urn:uuid:"), f"the id of an entry: {entry.id}")
        check(entry.id not in found, f"the feed: {entry.id} stands twice")
        check(entry.title and entry.authors, f"the feed, {entry.id}: {entry}")
        check(instant(entry.published) <= instant(entry.updated), f"the feed, {entry.id}: published after updated")
        found[entry.id] = entry
    if found:
        latest = max(instant(entry.updated) for entry in found.values())
        same(instant(read.feed.updated), latest, "updated of the feed")
    return found


def told(meeting):
    """The entry of a meeting, which says what the API says."""
    entry = entries()[f"urn:uuid:{meeting['id']}"]
    same(instant(entry.updated), instant(meeting["updatedAt"]), "updated of the entry")
    same([tag.term for tag in entry.tags], [meeting["state"]], "the category of the entry")
    (link,) = [link.href for link in entry.links if link.rel == "alternate"]
    # Links are relative to where the feed was fetched from.
    with urllib.request.urlopen(urllib.parse.urljoin(BASE, link), timeout=30) as answer:
        same(json.load(answer)["id"], meeting["id"], "where the link of the entry leads")
    return entry


# ─── A meeting, and how it is read ────────────────────────────────────────────────────────────────────────────────

(holder,) = [each["token"] for each in ask("GET", "/sandbox/personas")["items"] if each["id"] == "holder"]


def working_day(after):
    """The first working day at least so many days from now."""
    day = instant(ask("GET", "/sandbox/clock")["now"]).date() + timedelta(days=after)
    days = ask("GET", f"/calendar/days?from={day}&to={day + timedelta(days=20)}")["items"]
    return next(day["date"] for day in days if day["working"])


def plan(title, day):
    example = ask("GET", "/openapi.json")["components"]["examples"]["MeetingForm"]["value"]
    times = {"startsAt": f"{day}T10:00:00+05:00", "endsAt": f"{day}T12:00:00+05:00"}
    return ask("POST", "/meetings", example | times | {"title": {"kk": title}}, holder)


def act(meeting, action, body=None):
    version = {"If-Match": f'"{meeting["version"]}"'}
    return ask("POST", f"/meetings/{meeting['id']}/{action}", body, holder, version)


meeting = plan(TITLE, working_day(20))
check(f"urn:uuid:{meeting['id']}" not in entries(), "a meeting that is not announced is in the feed")
check(not any(meeting["id"] in uid for uid in events("/meetings.ics")), "and in the calendar")

meeting = act(meeting, "announcement")
known, event = shown(meeting, "CONFIRMED")
same(told(meeting).title, TITLE, "the title of the entry")
turn = event.get("SEQUENCE", 0)
print(f"announced: {event.start}, SUMMARY of {len(TITLE.encode())} octets, SEQUENCE {turn}")

day = working_day(30)
times = {"startsAt": f"{day}T15:30:00+05:00", "endsAt": f"{day}T17:00:00+05:00"}
meeting = act(meeting, "postponement", times | {"reason": {"kk": "ДЕМО: зал жөндеуде"}})
again, event = shown(meeting, "TENTATIVE")
told(meeting)
same(again, known, "UID after the postponement")
check(event["SEQUENCE"] > turn, f"SEQUENCE after the postponement: {event['SEQUENCE']}")
turn = event["SEQUENCE"]
print(f"postponed: {event.start}, SEQUENCE {turn}")

meeting = act(meeting, "announcement")
again, event = shown(meeting, "CONFIRMED")
check(event["SEQUENCE"] >= turn, f"SEQUENCE after the new announcement: {event['SEQUENCE']}")
turn = event["SEQUENCE"]

meeting = act(meeting, "cancellation", {"reason": {"kk": "ДЕМО: кворум жоқ"}})
again, event = shown(meeting, "CANCELLED")
told(meeting)
same(again, known, "UID after the cancellation")
check(event["SEQUENCE"] > turn, f"SEQUENCE after the cancellation: {event['SEQUENCE']}")
print(f"cancelled: SEQUENCE {event['SEQUENCE']}")

try:
    meeting = plan(UNPRINTABLE, working_day(20))
except urllib.error.HTTPError as refusal:
    same(refusal.code, 400, "the status for a title of control characters")
    print("control characters are refused")
else:
    act(meeting, "announcement")
    events(f"/meetings/{meeting['id']}/meeting.ics")
    events("/meetings.ics")
    entries()
    print("control characters leave them readable")
