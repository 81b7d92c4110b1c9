"""What somebody who works here knows: real ids, the version of what she looks at, words that make sense.

All of it comes from asking the API, as the roles of the demo, everything it can be asked with GET.
"""

import json
import os
import random
import re
import time
import uuid
from collections import defaultdict
from datetime import datetime, timedelta, timezone
from pathlib import Path

import requests

URL = os.environ["FUZZ_URL"]
ROLE = os.environ["FUZZ_ROLE"]
ROOT = Path(__file__).parent.parent
SPEC = json.loads((ROOT / "api-spec/openapi.json").read_text(encoding="utf-8"))
GOOD = json.loads((ROOT / "fuzz/bodies.json").read_text(encoding="utf-8"))
ACCOUNTS_FILE = Path(os.environ["FUZZ_ACCOUNTS"])
ACCOUNTS = json.loads(ACCOUNTS_FILE.read_text(encoding="utf-8"))
FIRST = ACCOUNTS[0]["organisation"]
MAIL = ACCOUNTS_FILE.parent / "mail"

dice = random.Random(os.environ["FUZZ_NAME"])
pools = defaultdict(list)  # ids by the resource they name: "people", "sites", ...
own = defaultdict(list)  # those of them that the caller has been shown
etags = {}  # the version of a row that was seen last

# What a field's id is an id of, where it is not "<resource>_id" in the singular.
RESOURCES = {
    "person_id": "people", "other_person_id": "people", "into_person_id": "people",
    "home_site_id": "sites", "staff_id": "staff", "lead_staff_id": "staff", "with_staff_id": "staff",
    "preferred_staff_id": "staff", "witness_staff_id": "staff", "absent_id": "staff", "cover_id": "staff", "from_id": "staff",
    "to_id": "staff", "owner_id": "staff", "accused_id": "staff", "funder_id": "staff", "funder_ids": "staff",
    "text_id": "consent-texts", "capacity_id": "capacity", "device_id": "devices", "device": "devices",
    "figure": "figures-elsewhere", "concern_id": "safeguarding-concerns", "plan_id": "case-plans",
    "alert_id": "alerts", "override_id": "overrides",
}
# What the rows of a list inside an answer are, where the list's name does not say it.
INSIDE = {
    ("case-plans", "actions"): "plan-actions", ("goals", "actions"): "plan-actions", ("incidents", "actions"): "incident-actions",
    ("incidents", "parties"): "incident-parties", ("group-sessions", "lines"): "roll-lines",
    ("followups", "contacts"): "followup-contacts", ("cohorts", "members"): "cohort-members", ("members", "items"): "cohort-members",
    ("guardian-path", "items"): "relationships",
}


def resource_of(field):
    if field in RESOURCES:
        return RESOURCES[field]
    singular = re.sub(r"_ids?$", "", field).replace("_", "-")
    return f"{singular}s"


def account(role):
    return next(a for a in ACCOUNTS if a["organisation"] == FIRST and a["role"] == role)


def from_somewhere():
    """An address nobody has called from: guessing is bounded by network, and that is not what is tried here."""
    return {"X-Forwarded-For": f"10.{dice.randrange(256)}.{dice.randrange(256)}.{dice.randrange(256)}"}


def sign_in(who, step_up=False):
    body = {"email": who["email"], "password": who["password"]}
    answer = requests.post(f"{URL}/api/v1/sign-ins", json=body, headers=from_somewhere(), timeout=30)
    answer.raise_for_status()
    token = answer.json()["access_token"]
    if step_up:
        headers = {"Authorization": f"Bearer {token}"} | from_somewhere()
        again = {"password": who["password"]}
        answer = requests.post(f"{URL}/api/v1/sign-ins/current/step-up", json=again, headers=headers, timeout=30)
        token = answer.json().get("access_token", token) if answer.ok and answer.content else token
    return token


def keep(pool, ident):
    if ident not in pool:
        pool.append(ident)
        del pool[:-300]


def learn(resource, body, into):
    """Keeps the ids in an answer under the names of the resources they belong to, however deep they lie."""
    if isinstance(body, list):
        for row in body:
            learn(resource, row, into)
    if not isinstance(body, dict):
        return
    if isinstance(body.get("id"), str) and "-" in body["id"]:
        keep(into[resource], body["id"])
        if isinstance(body.get("etag"), str):
            etags[body["id"]] = body["etag"]
    for field, value in body.items():
        if isinstance(value, str) and field.endswith("_id") and "-" in value:
            keep(into[resource_of(field)], value)
        elif isinstance(value, (dict, list)):
            inner = resource if field == "items" else INSIDE.get((resource, field), field.replace("_", "-"))
            learn(INSIDE.get((resource, field), inner), value, into)


def resource(path):
    """The last word of an address: it names what is answered."""
    return [part for part in path.split("/") if part and not part.startswith("{")][-1]


def uuid7():
    now = int(time.time() * 1000)
    return str(uuid.UUID(int=(now << 80) | (7 << 76) | (dice.getrandbits(12) << 64) | (2 << 62) | dice.getrandbits(62)))


def real(name):
    """An id of that resource: rather one that the caller has seen."""
    pool = own.get(name) if dice.random() < 0.8 else None
    pool = pool or own.get(name) or pools.get(name)
    return dice.choice(pool) if pool else None


def named_in(path, parameter):
    """What a parameter of an address names."""
    if parameter in RESOURCES:
        return RESOURCES[parameter]
    parts = path.strip("/").split("/")
    return parts[parts.index(f"{{{parameter}}}") - 1]


INDICATORS = ["ENR-05", "DOS-01", "DOS-03", "CMQ-07", "MEN-01"]


def query(name):
    """A value for a parameter behind the question mark that is not drawn."""
    today = datetime.now(timezone.utc).date()
    known = {"from": (today - timedelta(days=90)).isoformat(), "to": (today - timedelta(days=1)).isoformat(),
             "period": str(today.year - 1), "indicator": "enrolled_first"}
    return known.get(name) or (real(resource_of(name)) if name.endswith("_id") else None)


def newest_link():
    """The secret of one of the last mails: what stands behind the `#` of its link."""
    mails = sorted(MAIL.glob("*"), key=lambda mail: mail.stat().st_mtime)[-6:] if MAIL.is_dir() else []
    dice.shuffle(mails)
    for mail in mails:
        found = re.search(r"#(?:[a-z]+=)?([A-Za-z0-9_-]{20,})", mail.read_text(errors="replace").replace("=\n", ""))
        if found:
            return found.group(1)
    return None


def crawl(who, into, most):
    """Asks everything that can be asked with GET, three times: what was learnt opens the next doors."""
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {sign_in(who)}"
    asked = set()
    for _ in range(3):
        for path, item in SPEC["paths"].items():
            if "get" not in item or path.endswith("/file"):
                continue
            for address in addresses(path, item["get"], into, most):
                if address not in asked:
                    asked.add(address)
                    answer = session.get(f"{URL}{address}", timeout=30)
                    if answer.ok and answer.headers.get("content-type", "").startswith("application/json"):
                        learn(resource(path), answer.json(), into)


def addresses(path, operation, into, most):
    """The addresses that ids known so far make of a template."""
    wanted = [p["name"] for p in operation.get("parameters", []) if p["in"] == "query" and p.get("required")]
    values = {name: query(name) for name in wanted}
    if None in values.values():
        return
    behind = "&".join(f"{name}={value}" for name, value in values.items())
    names = re.findall(r"{(\w+)}", path)
    if len(names) > 1:
        return
    ids = [None] if not names else INDICATORS if names == ["code"] else into[named_in(path, names[0])][-most:]
    for ident in ids:
        address = path if ident is None else re.sub(r"{\w+}", ident, path)
        yield f"{address}?{behind}" if behind else address
