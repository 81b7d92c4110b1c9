"""What somebody who works here knows: real ids, the version of what she looks at, words that make sense.

All of it comes from asking the API, as the roles of the demo, everything it can be asked with GET.
"""

import base64
import hashlib
import hmac
import json
import os
import random
import re
import struct
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
# What every operation is asked with: its method, its address and its description in the document.
OPERATIONS = {
    operation["operationId"]: (method.upper(), path, operation)
    for path, item in SPEC["paths"].items() for method, operation in item.items() if "operationId" in operation
}
MAIL = ACCOUNTS_FILE.parent / "mail"
POOLS_FILE = Path(os.environ["FUZZ_OUT"]) / "pools.json"

FRESH = bool(os.environ.get("FUZZ_FRESH"))
TOKEN_LASTS = 200  # seconds; the server's last 300

dice = random.Random(os.environ["FUZZ_NAME"])
pools = defaultdict(list)  # ids by the resource they name: "people", "sites", ...
own = defaultdict(list)  # those of them that the caller has been shown
etags = {}  # the version of a row that was seen last

# What a field's id is an id of, where it is not "<resource>_id" in the singular.
RESOURCES = {
    "person_id": "people", "other_person_id": "people", "into_person_id": "people",
    "home_site_id": "sites", "staff_id": "staff", "lead_staff_id": "staff", "with_staff_id": "staff",
    "preferred_staff_id": "staff", "witness_staff_id": "staff", "absent_id": "staff", "cover_id": "staff",
    "from_id": "staff", "to_id": "staff", "owner_id": "staff", "accused_id": "staff",
    "text_id": "consent-texts", "capacity_id": "capacity", "device_id": "devices", "device": "devices",
    "figure": "figures-elsewhere", "concern_id": "safeguarding-concerns", "plan_id": "case-plans",
    "alert_id": "alerts", "override_id": "overrides",
}
# What the rows of a list inside an answer are, where the list's name does not say it.
INSIDE = {
    ("case-plans", "actions"): "plan-actions", ("goals", "actions"): "plan-actions",
    ("incidents", "actions"): "incident-actions",
    ("incidents", "parties"): "incident-parties", ("group-sessions", "lines"): "roll-lines",
    ("followups", "contacts"): "followup-contacts", ("cohorts", "members"): "cohort-members",
    ("members", "items"): "cohort-members",
    ("guardian-path", "items"): "relationships",
}


def resource_of(field):
    if field in RESOURCES:
        return RESOURCES[field]
    singular = re.sub(r"_ids?$", "", field).replace("_", "-")
    return f"{singular}s"


def account(role):
    return next(a for a in ACCOUNTS if a["organisation"] == FIRST and a["role"] == role)


WHO = account(ROLE)


def from_somewhere():
    """An address nobody has called from: guessing is bounded by network, and that is not what is tried here."""
    return {"X-Forwarded-For": f"10.{dice.randrange(256)}.{dice.randrange(256)}.{dice.randrange(256)}"}


def one_time_code(secret):
    """RFC 6238, thirty seconds, six digits."""
    padded = secret + "=" * (-len(secret) % 8)
    digest = hmac.new(base64.b32decode(padded), struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place:place + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def credentials(who):
    """What she signs in with: a recovery code too, once she has a second factor."""
    body = {"email": who["email"], "password": who["password"]}
    return body | {"code": who["codes"].pop()} if who.get("codes") else body


def sign_in(who, step_up=False):
    answer = requests.post(f"{URL}/api/v1/sign-ins", json=credentials(who), headers=from_somewhere(), timeout=30)
    answer.raise_for_status()
    token = answer.json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"} | from_somewhere()
    if "codes" not in who and step_up:
        again = {"password": who["password"]}
        requests.post(f"{URL}/api/v1/sign-ins/current/step-up", json=again, headers=headers, timeout=30)
    elif "codes" in who and len(who["codes"]) < 3:
        renewed = requests.post(f"{URL}/api/v1/me/recovery-codes", headers=headers, timeout=30)
        who["codes"] = renewed.json()["recovery_codes"]
    return token


def token(who):
    """One of hers that still holds; while what is asked may end her sign-ins, a new one each time."""
    fresh = FRESH and who is WHO
    if fresh or time.monotonic() - who.get("since", -TOKEN_LASTS) >= TOKEN_LASTS:
        who["token"], who["since"] = sign_in(who, step_up=True), time.monotonic()
    return who["token"]


def forget(who):
    """Her token no longer holds."""
    who.pop("since", None)


def remember_accounts():
    """Leaves what somebody signs in with now for the run after this one."""
    kept = [{name: value for name, value in who.items() if name not in ("token", "since")} for who in ACCOUNTS]
    ACCOUNTS_FILE.write_text(json.dumps(kept, indent=2), encoding="utf-8")


def wants(operation, header):
    """Does the operation know that header?"""
    return any(p["name"].lower() == header for p in operation.get("parameters", []))


def version(bearer, path):
    """The version of what an address is about: of the nearest thing above it that has one, else the one seen last."""
    parts = path.split("/")
    seen = [etags[part] for part in parts if part in etags]
    while len(parts) > 4:
        headers = {"Authorization": f"Bearer {bearer}"} | from_somewhere()
        answer = requests.get(f"{URL}{'/'.join(parts)}", headers=headers, timeout=30)
        if "etag" in answer.headers:
            return answer.headers["etag"]
        parts.pop()
    return seen[-1] if seen else f'"v{dice.choice([1, 1, 1, 2, 3])}"'


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
    pool = pool or pools.get(name) or own.get(name)
    # What is new is rather in a state in which something can still be done with it.
    return dice.choice(pool[-8:] if dice.random() < 0.5 else pool) if pool else None


def named_in(path, parameter):
    """What a parameter of an address names."""
    if parameter in RESOURCES:
        return RESOURCES[parameter]
    parts = path.strip("/").split("/")
    return parts[parts.index(f"{{{parameter}}}") - 1]


INDICATORS = ["ENR-05", "DOS-01", "DOS-03", "CMQ-07", "MEN-01"]


def query(name):
    """A value for a parameter behind the question mark; None for what may be left out."""
    today = datetime.now(timezone.utc).date()
    known = {"from": (today - timedelta(days=90)).isoformat(), "to": (today - timedelta(days=1)).isoformat(),
             "period": str(today.year - 1), "indicator": "enrolled_first"}
    return known.get(name) or (real(resource_of(name)) if name.endswith("_id") else None)


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


def look_around():
    """What there is, as roles that see much of it are shown it: asked once, by the first run of several."""
    if POOLS_FILE.exists():
        pools.update(json.loads(POOLS_FILE.read_text(encoding="utf-8")))
        return
    for role in ("mentor", "supervisor", "programme_manager", "safeguarding_lead", "org_admin",
                 "data_protection_officer"):
        crawl(account(role), pools, 6)
    remember_pools()


def remember_pools():
    """Leaves it, and what was made meanwhile, for the run after this one."""
    for name, idents in own.items():
        for ident in idents:
            keep(pools[name], ident)
    POOLS_FILE.write_text(json.dumps(pools), encoding="utf-8")
