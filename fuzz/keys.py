"""What only its holder has: device keys, the secrets of mails, one-time codes. Made or fetched when it is needed."""

import base64
import email
import email.policy
import json
import re
import time
import uuid

import requests
from nacl.signing import SigningKey

import known
import phone
import recipes
from known import URL, dice, from_somewhere

PAGES = {
    "acceptInvitation": "accept", "openInvitation": "accept", "resetPassword": "reset",
    "confirmEmailChange": "email", "cancelEmailChange": "email-cancel",
}
devices = {}
asked_for = {}
field_codes = []
unused = {}
dry = set()
factors = {}


def unpadded(some):
    return base64.urlsafe_b64encode(some).rstrip(b"=").decode()


def links(operation):
    """The secrets of the mails that lead to that page, the newest last."""
    pattern = re.compile(rf"/account/{PAGES[operation]}#([A-Za-z0-9_-]+)")
    found = []
    for mail in sorted(known.MAIL.glob("*.eml"), key=lambda mail: mail.stat().st_mtime)[-60:]:
        words = email.message_from_bytes(mail.read_bytes(), policy=email.policy.default)
        found += pattern.findall(words.get_body().get_content())
    return found


def mailed(operation, who):
    """The secret of a mail that is asked for now; mails are sent by a clock, so it is waited for."""
    before = links(operation)
    if PAGES[operation] == "accept":
        recipes.invited()
    elif operation == "resetPassword":
        # Not her own: those are asked for elsewhere, and only so many an hour.
        recipes.do(who, "askPasswordReset", email=recipes.other("mentor", dice.choice([2, 3]))["email"])
    else:
        who["next_email"] = f"fuzz-{dice.getrandbits(40):x}@example.org"
        recipes.do(who, "askEmailChange", email=who["next_email"], password=who["password"])
    for _ in range(24):
        if new := [secret for secret in links(operation) if secret not in before]:
            return new[-1]
        time.sleep(0.5)
    dry.add(operation)
    return None


def link(operation, who):
    """A secret that has not been used: an invitation may be opened as often as one likes before it is accepted."""
    kept = unused.pop(PAGES[operation], None)
    # How often one may ask is bounded too.
    if not kept and operation not in dry:
        kept = mailed(operation, who)
    if operation == "openInvitation":
        unused["accept"] = kept
    return kept


def new_code():
    """A code for a device of the mentor's, made now: one that was made before may hold no more."""
    return recipes.do("supervisor", "makeFieldCode", recipes.staff("mentor"))["code"]


def device(body, code=None):
    """A device's public key, and a code that was answered where none is given; its private key is kept for when somebody asks
    for a token."""
    key = SigningKey.generate()
    asked_for[body["id"]] = key
    public = unpadded(bytes(key.verify_key))
    code = code or (field_codes.pop() if field_codes else new_code())
    return body | {"public_key": public, "key_algorithm": "ed25519", "code": code}


def signed():
    """A request for a device's token, signed as the document says."""
    if not devices:
        body = device({"id": known.uuid7(), "kind": "phone"})
        hold("enrolDevice", recipes.do("mentor", "enrolDevice", **body), {})
    # A new device of the same person ends the one she had.
    ident, key = list(devices.items())[-1]
    now, nonce = int(time.time() * 1000), uuid.uuid4().hex
    words = "\n".join(["causeway device token 1", "POST /api/v1/device-tokens", ident, str(now), nonce])
    at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now // 1000)) + f".{now % 1000:03}Z"
    signature = unpadded(key.sign(words.encode()).signature)
    return {"device_id": ident, "signed_at": at, "nonce": nonce, "signature": signature}


def cookie(who):
    """The cookie that renews a sign-in."""
    answer = requests.post(
        f"{URL}/api/v1/sign-ins", json=known.credentials(who), headers=from_somewhere(), timeout=30
    )
    name, secret = answer.headers["set-cookie"].split(";")[0].split("=", 1)
    return {name: secret}


def hold(operation, answer, who):
    """Keeps what an answer gave out."""
    if operation == "makeFieldCode":
        field_codes.append(answer["code"])
    elif operation == "readWords" and who["role"] == "mentor":
        case.headers["Authorization"] = f"Bearer {phone.bearer()}"
    elif operation == "enrolDevice" and answer.get("id") in asked_for:
        devices[answer["id"]] = asked_for[answer["id"]]
    elif operation == "beginSecondFactor":
        factors[answer["id"]] = answer["secret"]
    elif operation in ("confirmSecondFactor", "renewRecoveryCodes"):
        who["codes"] = answer["recovery_codes"]


def changed(operation, who):
    """What holds from now on."""
    if operation == "confirmEmailChange" and "next_email" in who:
        who["email"] = who.pop("next_email")


def unlock(operation, case, who):
    """The body of an operation that needs what only its holder has."""
    body = case.body if isinstance(case.body, dict) else {}
    if operation in PAGES:
        case.body = body | {"token": link(operation, who) or body.get("token", "")}
    elif operation == "rescueOperations":
        case.body, case.media_type = json.dumps(phone.logged(60)), "application/x-ndjson"
        if who["role"] == "mentor":
            case.query = {}  # her own: of others only who supervises them brings one
    elif operation in phone.BODIES and who["role"] == "mentor":
        case.body = phone.BODIES[operation]()
        case.headers["Authorization"] = f"Bearer {phone.bearer()}"
    elif operation == "enrolDevice" and isinstance(body.get("id"), str):
        case.body = device(body)
    elif operation == "makeDeviceToken":
        case.body = signed()
    elif operation == "signIn":
        case.body = known.credentials(who)
    elif operation == "askPasswordReset":
        case.body = {"email": who["email"]}
    elif operation == "changePassword":
        case.body = {"old_password": who["password"], "new_password": who["password"]}
    elif operation == "refreshSignIn":
        case.cookies = cookie(who)
        case.headers.update({"Origin": URL, "X-Requested-With": "fuzz"})
    elif operation == "confirmSecondFactor" and factors:
        ident, secret = list(factors.items())[-1]
        case.path_parameters["id"] = ident
        case.body = {"code": known.one_time_code(secret)}
