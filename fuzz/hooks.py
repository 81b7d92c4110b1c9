"""Makes what schemathesis sends likely enough to be understood: real ids, bodies that make sense, tokens that still hold.

Without it every id is made up and every answer a 404: nothing behind the door would ever be tried. A part of the requests
stays as it was drawn, so that nonsense is tried too.
"""

import atexit
import json
import os
import re
from collections import Counter, defaultdict
from datetime import datetime, timedelta, timezone

import requests
import schemathesis

import known
from known import GOOD, ROLE, URL, dice, from_somewhere, own, real, sign_in

FRESH = bool(os.environ.get("FUZZ_FRESH"))
# The share of requests that get real ids.
LIKELY = 0.85
# The share of those whose body is one that is known to be good, with today's ids and days in it.
PROVEN = 0.6

statuses = defaultdict(Counter)
field_codes = []
WHO = known.account(ROLE)

for role in ("mentor", "supervisor", "programme_manager", "safeguarding_lead", "org_admin", "data_protection_officer"):
    known.crawl(known.account(role), known.pools, 12)
known.crawl(WHO, own, 40)

# What a validator wants and the document does not say.
SENSIBLE = {
    "language": lambda: "es",
    "minutes": lambda: dice.choice([15, 30, 60, 90]),
    "attended_minutes": lambda: None,
    "recorded_via": lambda: "web",
    "birth_date": lambda: {"date": "2009-03-02", "quality": "exact"},
    "time_zone": lambda: "America/Bogota",
    "country": lambda: "CO",
    "no_conflict_of_interest": lambda: True,
    "gender_missing": lambda: None,
}
WORDS = ("reason", "why", "name", "label", "title", "display_name", "neutral_title")


def today():
    return datetime.now(timezone.utc).replace(microsecond=0)


def moment(at):
    return at.isoformat().replace("+00:00", "Z")


def drawn(name, value):
    """What was drawn, nearer to what a person would send."""
    if name in SENSIBLE:
        return SENSIBLE[name]()
    if name in WORDS and isinstance(value, str) and "_" not in value and not value.isalpha():
        return f"Words that a person could have written {dice.getrandbits(24):x}"
    past = today() - timedelta(days=dice.randrange(1, 60))
    if name.endswith("_on") and isinstance(value, str):
        return past.date().isoformat()
    if name.endswith("_at") and isinstance(value, str):
        return moment(past)
    return value


def proven(name, value):
    """A field of a good body, with what passes put back: ids of things that are there, days counted from today."""
    if not isinstance(value, str):
        return value
    if value == "<words>":
        return f"Words that a person could have written {dice.getrandbits(24):x}"
    if place := re.fullmatch(r"<(day|minute)([+-]\d+)>", value):
        days, step = place.group(1) == "day", int(place.group(2))
        return (today() + timedelta(days=step)).date().isoformat() if days else moment(today() + timedelta(minutes=step))
    return value


def secret(name, value):
    """What only mails and answers say."""
    if name == "token":
        return known.newest_link() or value
    if name == "code" and field_codes:
        return dice.choice(field_codes)
    if name == "email":
        return f"fuzz-{dice.getrandbits(40):x}@example.org"
    if name in ("password", "current_password"):
        return WHO["password"]
    return value


def filled(value, how, name=""):
    """The body with something better in each place where something better is known."""
    if isinstance(value, dict):
        return how(name, value) if name in SENSIBLE and how is drawn else {
            inner: filled(given, how, inner) for inner, given in value.items()
        }
    if isinstance(value, list):
        return [filled(given, how, name) for given in value]
    if name == "id":
        return known.uuid7()
    if value is not None and (name.endswith("_id") or name.endswith("_ids")):
        return real(known.resource_of(name)) or value
    return secret(name, how(name, value))


def body_for(operation, body):
    good = GOOD.get(operation)
    if good is None or dice.random() > PROVEN:
        return filled(body, drawn)
    good = filled(good, proven)
    # Now and then one field of it is as it was drawn.
    if isinstance(good, dict) and isinstance(body, dict) and body and dice.random() < 0.3:
        name = dice.choice(list(body))
        good[name] = body[name]
    return good


def version(case, path):
    """The version of what an address is about: of the nearest thing above it that has one."""
    parts = path.split("/")
    seen = [known.etags[part] for part in parts if part in known.etags]
    while len(parts) > 4:
        headers = {"Authorization": case.headers["Authorization"]} if "Authorization" in (case.headers or {}) else {}
        answer = requests.get(f"{URL}{'/'.join(parts)}", headers=headers, timeout=30)
        if "etag" in answer.headers:
            return answer.headers["etag"]
        parts.pop()
    return seen[-1] if seen else f'"v{dice.choice([1, 1, 1, 2, 3])}"'


@schemathesis.auth(refresh_interval=0.001 if FRESH else 200)
class Token:
    def get(self, case, ctx):
        return sign_in(WHO, step_up=True)

    def set(self, case, data, ctx):
        case.headers = case.headers or {}
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def before_call(ctx, case, kwargs):
    case.headers = case.headers or {}
    case.headers.update(from_somewhere())
    if dice.random() > LIKELY:
        return
    operation, template = case.operation.definition.raw["operationId"], case.operation.path
    if case.path_parameters:
        for name in case.path_parameters:
            found = dice.choice(known.INDICATORS) if name == "code" else real(known.named_in(template, name))
            case.path_parameters[name] = found or case.path_parameters[name]
    if case.query:
        for name in list(case.query):
            case.query[name] = known.query(name) or case.query[name]
    if isinstance(case.body, (dict, list)) or operation in GOOD:
        case.body = body_for(operation, case.body)
        case.media_type = case.media_type or "application/json"
    if any(p["name"].lower() == "if-match" for p in case.operation.definition.raw.get("parameters", [])):
        case.headers["If-Match"] = version(case, case.formatted_path)


@schemathesis.hook
def after_call(ctx, case, response):
    operation = case.operation.definition.raw.get("operationId", case.operation.label)
    statuses[operation][response.status_code] += 1
    if 200 <= response.status_code < 300:
        try:
            answer = response.json()
        except ValueError:
            return
        known.learn(known.resource(case.operation.path), answer, own)
        if operation == "makeFieldCode":
            field_codes.append(answer["code"])


@atexit.register
def store():
    name = os.environ["FUZZ_NAME"]
    with open(f"{os.environ['FUZZ_OUT']}/statuses-{name}.json", "w", encoding="utf-8") as file:
        json.dump({operation: dict(counts) for operation, counts in statuses.items()}, file)
