"""Makes what schemathesis sends likely enough to be understood: real ids, sensible bodies, tokens that still hold.

Without it every id is made up and every answer a 404: nothing behind the door would ever be tried. What waits for
something to stand in a state is given that first (recipes.py). A part of the requests stays as it was drawn, so that
nonsense is tried too.
"""

import atexit
import json
import os
import re
import sys
from collections import Counter, defaultdict

import schemathesis

import bodies
import keys
import known
import phone
import recipes
from known import FRESH, GOOD, ROLE, WHO, dice, from_somewhere, own, real

# The share of requests that get real ids, and a token that holds.
LIKELY = 0.85
# The share of those whose body is one that is known to be good, with today's ids and days in it.
PROVEN = 0.6
# The share of those to which something must be made first for which it is made, once one of them went well.
PREPARED = 0.4

statuses = defaultdict(Counter)
refused = Counter()

known.look_around()
known.crawl(WHO, own, 25)


@schemathesis.serializer("application/x-ndjson")
def lines(ctx, value):
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


def body_for(operation, body):
    good = bodies.good(operation)
    if good is None or dice.random() > PROVEN:
        return bodies.filled(body, bodies.drawn)
    # Now and then one field of it is as it was drawn.
    if isinstance(body, dict) and body and dice.random() < 0.3:
        name = dice.choice(list(body))
        good[name] = body[name]
    return good


def went_well(operation):
    return any(200 <= status < 300 for status in statuses[operation])


def unless_refused(operation, how, *of):
    """What comes of it; nothing, and a word about it, where a step on the way is refused."""
    try:
        return how(*of)
    except recipes.Refused as why:
        refused[operation] += 1
        print(f"before {operation}: {why}", file=sys.stderr)
        return None


def prepared(operation):
    """What the address names and the body says of something made for this call; nothing where there is no need."""
    roles, recipe = recipes.RECIPES.get(operation, ((), None))
    again = operation not in recipes.SCARCE and dice.random() < PREPARED
    if ROLE not in roles or went_well(operation) and not again:
        return None
    return unless_refused(operation, recipe)


@schemathesis.auth(refresh_interval=0.001 if FRESH else 200)
class Token:
    def get(self, case, ctx):
        return known.token(WHO)

    def set(self, case, data, ctx):
        case.headers = case.headers or {}
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def before_call(ctx, case, kwargs):
    case.headers = case.headers or {}
    case.headers.update(from_somewhere())
    if dice.random() > LIKELY:
        return
    about, template = case.operation.definition.raw, case.operation.path
    operation = about["operationId"]
    names, said = prepared(operation) or (None, None)
    for place, name in enumerate(re.findall(r"{(\w+)}", template)):
        if names:
            found = names[place]
        else:
            found = dice.choice(known.INDICATORS) if name == "code" else real(known.named_in(template, name))
        case.path_parameters[name] = found or case.path_parameters[name]
    for name in list(case.query or {}):
        if name in ("cursor", "limit"):
            del case.query[name]
        else:
            case.query[name] = known.query(name) or case.query[name]
    seen = said.pop("seen", None) if said else None
    if said is not None and "requestBody" in about:
        case.body = bodies.good(operation, **said)
    elif said:
        case.query = said
    elif isinstance(case.body, (dict, list)) or operation in GOOD:
        case.body = body_for(operation, case.body)
    if isinstance(case.body, (dict, list)):
        case.media_type = case.media_type or "application/json"
    if about.get("security", known.SPEC["security"]) == known.SPEC["security"]:
        case.headers["Authorization"] = f"Bearer {known.token(WHO)}"
    if known.wants(about, "if-match"):
        case.headers["If-Match"] = seen or known.version(known.token(WHO), case.formatted_path)
    if "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = known.uuid7()
    unless_refused(operation, keys.unlock, operation, case, WHO)


@schemathesis.hook
def after_call(ctx, case, response):
    operation = case.operation.definition.raw.get("operationId", case.operation.label)
    statuses[operation][response.status_code] += 1
    if response.status_code == 401 and case.headers.get("Authorization") == f"Bearer {WHO.get('token')}":
        known.forget(WHO)
    if operation in (*phone.BODIES, "readWords") and response.status_code in (401, 403):
        phone.forget()
    if 200 <= response.status_code < 300:
        keys.changed(operation, WHO)
        try:
            answer = response.json()
        except ValueError:
            return
        known.learn(known.resource(case.operation.path), answer, own)
        keys.hold(operation, answer, WHO)


@atexit.register
def store():
    name = os.environ["FUZZ_NAME"]
    with open(f"{os.environ['FUZZ_OUT']}/statuses-{name}.json", "w", encoding="utf-8") as file:
        json.dump({operation: dict(counts) for operation, counts in statuses.items()}, file)
    known.remember_accounts()
    known.remember_pools()
    if refused:
        print(f"refused on the way: {dict(refused)}", file=sys.stderr)
