"""Makes what schemathesis sends likely enough to be understood: real ids, plausible days, tokens that still hold.

Without it every id is made up and every answer a 404: nothing behind the door would ever be tried. A part of the requests
stays as it was drawn, so that nonsense is tried too.
"""

import atexit
import json
import os
import random
import time
import uuid
from collections import Counter, defaultdict
from datetime import datetime, timedelta, timezone

import requests
import schemathesis

URL = os.environ["FUZZ_URL"]
ROLE = os.environ["FUZZ_ROLE"]
FRESH = bool(os.environ.get("FUZZ_FRESH"))
# The share of requests that get real ids.
LIKELY = 0.85

dice = random.Random(1)
pools = defaultdict(list)  # ids by the resource they name: "people", "sites", ...
own = defaultdict(list)  # those of them that the caller has been shown
statuses = defaultdict(Counter)

with open(os.environ["FUZZ_ACCOUNTS"], encoding="utf-8") as file:
    ACCOUNTS = json.load(file)
FIRST = ACCOUNTS[0]["organisation"]
WHO = next(a for a in ACCOUNTS if a["organisation"] == FIRST and a["role"] == ROLE)


def from_somewhere():
    """An address nobody has called from: guessing is bounded by network, and that is not what is tried here."""
    return {"X-Forwarded-For": f"10.{dice.randrange(256)}.{dice.randrange(256)}.{dice.randrange(256)}"}


def sign_in(account):
    body = {"email": account["email"], "password": account["password"]}
    answer = requests.post(f"{URL}/api/v1/sign-ins", json=body, headers=from_somewhere(), timeout=30)
    answer.raise_for_status()
    return answer.json()["access_token"]


def learn(path, body, into):
    """Keeps the ids in an answer under the name of the resource they belong to."""
    parts = [part for part in path.split("/") if part and not part.startswith("{")]
    if not parts or not isinstance(body, dict):
        return
    rows = body["items"] if isinstance(body.get("items"), list) else [body]
    # "/people/{id}" and "/people/{id}/enrolments" name what they answer by their last word.
    for row in rows:
        if isinstance(row, dict) and isinstance(row.get("id"), str):
            pool = into[parts[-1]]
            if row["id"] not in pool:
                pool.append(row["id"])
                del pool[:-200]


def harvest(account, into):
    """What somebody who works here knows before she begins."""
    headers = {"Authorization": f"Bearer {sign_in(account)}"}

    def get(path, resource=None):
        answer = requests.get(f"{URL}/api/v1{path}", headers=headers, timeout=30)
        if answer.ok:
            learn(resource or path, answer.json(), into)

    for path in ("/people", "/sites", "/programmes", "/staff", "/releases", "/jurisdiction-policies", "/tasks",
                 "/referrals", "/break-glass", "/erasures", "/invitations", "/me/devices", "/me/sign-ins", "/me/notices"):
        get(path)
    get("/me/sign-ins", "sign-ins")
    for person in into["people"][:20]:
        get(f"/people/{person}/enrolments")
    for enrolment in into["enrolments"][:20]:
        get(f"/enrolments/{enrolment}/sessions")
        get(f"/enrolments/{enrolment}/assignments")


for one in ("mentor", "supervisor", "org_admin", "data_protection_officer"):
    harvest(next(a for a in ACCOUNTS if a["organisation"] == FIRST and a["role"] == one), pools)
harvest(WHO, own)

RESOURCE_OF_FIELD = {
    "site_id": "sites",
    "home_site_id": "sites",
    "programme_id": "programmes",
    "person_id": "people",
    "staff_id": "staff",
    "enrolment_id": "enrolments",
}


def real(resource):
    pool = own.get(resource) if dice.random() < 0.75 else None
    pool = pool or pools.get(resource)
    return dice.choice(pool) if pool else None


def uuid7():
    now = int(time.time() * 1000)
    return str(uuid.UUID(int=(now << 80) | (7 << 76) | (dice.getrandbits(12) << 64) | (2 << 62) | dice.getrandbits(62)))


# What a validator wants and the document does not say.
SENSIBLE = {
    "language": lambda: "es",
    "minutes": lambda: dice.choice([15, 30, 60, 90]),
    "attended_minutes": lambda: None,
    "recorded_via": lambda: "web",
    "birth_date": lambda: {"date": "2009-03-02", "quality": "exact"},
    "time_zone": lambda: "America/Bogota",
    "country": lambda: "CO",
    "email": lambda: f"fuzz-{dice.getrandbits(40):x}@example.org",
    "password": lambda: WHO["password"],
    "no_conflict_of_interest": lambda: True,
    "gender_missing": lambda: None,
}


def plausible(name, value):
    if name == "id":
        return uuid7()
    if name in SENSIBLE:
        return SENSIBLE[name]()
    if name in ("reason", "why", "name", "label", "title", "display_name", "neutral_title") and isinstance(value, str) and (
        "_" not in value and not value.isalpha()
    ):
        return f"Words that a person could have written {dice.getrandbits(24):x}"
    if isinstance(value, dict):
        return {inner: plausible(inner, given) for inner, given in value.items()}
    if name in RESOURCE_OF_FIELD and value is not None:
        return real(RESOURCE_OF_FIELD[name]) or value
    past = datetime.now(timezone.utc) - timedelta(days=dice.randrange(1, 60))
    if name.endswith("_on") and isinstance(value, str):
        return past.date().isoformat()
    if name.endswith("_at") and isinstance(value, str):
        return past.replace(microsecond=0).isoformat().replace("+00:00", "Z")
    return value


@schemathesis.hook
def map_path_parameters(ctx, values):
    if values and dice.random() < LIKELY:
        parts = ctx.operation.path.strip("/").split("/")
        for index, part in enumerate(parts):
            name = part.strip("{}")
            if part.startswith("{") and name in values:
                resource = {"device": "devices", "code": None}.get(name, parts[index - 1])
                values[name] = real(resource) or values[name]
        if "code" in values:
            values["code"] = dice.choice(["ENR-05", "DOS-01", "DOS-03", "CMQ-07"])
    return values


@schemathesis.hook
def map_query(ctx, values):
    if values and dice.random() < LIKELY:
        for name in list(values):
            if name in RESOURCE_OF_FIELD:
                values[name] = real(RESOURCE_OF_FIELD[name]) or values[name]
        if "from" in values and "to" in values:
            values["from"], values["to"] = "2026-01-01", "2026-03-31"
    return values


@schemathesis.hook
def map_headers(ctx, values):
    if values:
        for name in list(values):
            if name.lower() == "if-match" and dice.random() < LIKELY:
                values[name] = f'"v{dice.choice([1, 1, 1, 2, 3])}"'
    return values


@schemathesis.hook
def map_body(ctx, body):
    if isinstance(body, dict) and dice.random() < LIKELY:
        return {name: plausible(name, value) for name, value in body.items()}
    return body


@schemathesis.auth(refresh_interval=0.001 if FRESH else 200)
class Token:
    def get(self, case, ctx):
        return sign_in(WHO)

    def set(self, case, data, ctx):
        case.headers = case.headers or {}
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def before_call(ctx, case, kwargs):
    case.headers = case.headers or {}
    case.headers.update(from_somewhere())


@schemathesis.hook
def after_call(ctx, case, response):
    operation = case.operation.definition.raw.get("operationId", case.operation.label)
    statuses[operation][response.status_code] += 1
    if 200 <= response.status_code < 300:
        try:
            learn(case.operation.path, response.json(), own)
        except ValueError:
            pass


@atexit.register
def keep():
    name = os.environ["FUZZ_NAME"]
    with open(f"{os.environ['FUZZ_OUT']}/statuses-{name}.json", "w", encoding="utf-8") as file:
        json.dump({operation: dict(counts) for operation, counts in statuses.items()}, file)
