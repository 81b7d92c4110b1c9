"""What only its holder has: device keys, the secrets of mails, one-time codes. It is made or fetched when it is needed."""

import base64
import email
import email.policy
import hashlib
import hmac
import re
import struct
import time
import uuid

import requests
from nacl.signing import SigningKey

import known
from known import URL, dice, from_somewhere

PAGES = {
    "acceptInvitation": "accept", "openInvitation": "accept", "resetPassword": "reset",
    "confirmEmailChange": "email", "cancelEmailChange": "email-cancel",
}
devices = {}
asked_for = {}
field_codes = []
factors = {}


def post(path, body=None, who=None, headers=None):
    headers = from_somewhere() | (headers or {})
    if who:
        headers["Authorization"] = f"Bearer {known.sign_in(who, step_up=True)}"
    return requests.post(f"{URL}/api/v1{path}", json=body, headers=headers, timeout=30)


def unpadded(some):
    return base64.urlsafe_b64encode(some).rstrip(b"=").decode()


def link(operation):
    """The secret of one of the last mails that lead to that page."""
    pattern = re.compile(rf"/account/{PAGES[operation]}#([A-Za-z0-9_-]+)")
    found = []
    for mail in sorted(known.MAIL.glob("*.eml"), key=lambda mail: mail.stat().st_mtime)[-40:]:
        words = email.message_from_bytes(mail.read_bytes(), policy=email.policy.default)
        found += pattern.findall(words.get_body().get_content())
    return dice.choice(found[-4:]) if found else None


def fetched_link(operation, who):
    """The same, after asking for one if there is none: mails are sent by a clock, so it is waited for."""
    if operation in ("resetPassword", "confirmEmailChange", "cancelEmailChange"):
        if operation == "resetPassword":
            post("/password-resets", {"email": who["email"]})
        else:
            who["next_email"] = f"fuzz-{dice.getrandbits(40):x}@example.org"
            post("/me/email", {"email": who["next_email"], "password": who["password"]}, who)
        time.sleep(4)
    return link(operation)


def field_code():
    """One that was answered, or one that somebody makes now."""
    if not field_codes:
        for ident in known.pools["staff"][:40]:
            answer = post(f"/staff/{ident}/field-codes", who=known.account("supervisor"))
            if answer.ok:
                return answer.json()["code"]
    return field_codes.pop() if field_codes else None


def device(body):
    """A device's public key; its private one is kept for when somebody asks for a token."""
    key = SigningKey.generate()
    asked_for[body["id"]] = key
    public = unpadded(bytes(key.verify_key))
    return body | {"public_key": public, "key_algorithm": "ed25519", "code": field_code() or body["code"]}


def signed():
    """A request for a device's token, signed as the document says."""
    if not devices:
        answer = post("/devices", device({"id": known.uuid7(), "kind": "phone", "code": ""}))
        hold("enrolDevice", answer.json() if answer.ok else {}, {})
    if not devices:
        return {}
    # A new device of the same person ends the one she had.
    ident, key = list(devices.items())[-1]
    now, nonce = int(time.time() * 1000), uuid.uuid4().hex
    words = "\n".join(["causeway device token 1", "POST /api/v1/device-tokens", ident, str(now), nonce])
    at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now // 1000)) + f".{now % 1000:03}Z"
    signature = unpadded(key.sign(words.encode()).signature)
    return {"device_id": ident, "signed_at": at, "nonce": nonce, "signature": signature}


def one_time_code(secret):
    """RFC 6238, thirty seconds, six digits."""
    padded = secret + "=" * (-len(secret) % 8)
    digest = hmac.new(base64.b32decode(padded), struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place:place + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def cookie(who):
    """The cookie that renews a sign-in."""
    answer = requests.post(
        f"{URL}/api/v1/sign-ins", json=known.credentials(who), headers=from_somewhere(), timeout=30
    )
    return answer.headers.get("set-cookie", "").split(";")[0]


def hold(operation, answer, who):
    """Keeps what an answer gave out."""
    if operation == "makeFieldCode":
        field_codes.append(answer["code"])
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
        case.body = body | {"token": fetched_link(operation, who) or body.get("token", "")}
    elif operation == "enrolDevice" and isinstance(body.get("id"), str):
        case.body = device(body)
    elif operation == "makeDeviceToken":
        case.body = signed() or body
    elif operation == "signIn":
        case.body = known.credentials(who)
    elif operation == "askPasswordReset":
        case.body = {"email": who["email"]}
    elif operation == "changePassword":
        case.body = {"old_password": who["password"], "new_password": who["password"]}
    elif operation == "refreshSignIn":
        case.headers |= {"Cookie": cookie(who), "X-Requested-With": "fuzz"}
    elif operation == "confirmSecondFactor" and factors:
        ident, secret = list(factors.items())[-1]
        case.path_parameters["id"] = ident
        case.body = {"code": one_time_code(secret)}
