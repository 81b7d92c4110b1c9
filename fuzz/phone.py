"""The mentor's phone: enrolled with a code, what it sends and what becomes of that.

It is another one now and then: what else is tried ends devices, and one asks only so often.
"""

import time

import requests

import bodies
import keys
import known
import recipes
from known import URL, from_somewhere

USED = 25  # a new one after so many calls: a device asks sixty times at once, and then thirty times a minute
SOMEBODY_NEW = 0.02  # how often somebody is enrolled for it: there is a highest caseload
phone = {}
hers = []  # an enrolment the mentor leads


def bearer():
    """The token of a phone that may sync."""
    fresh = time.monotonic() - phone.get("since", -known.TOKEN_LASTS) < known.TOKEN_LASTS
    if not fresh or phone["used"] >= USED:
        me = keys.device({"id": known.uuid7(), "kind": "phone"}, keys.new_code())
        keys.hold("enrolDevice", ask(None, "enrolDevice", me), {})
        token = ask(None, "makeDeviceToken", keys.signed())["access_token"]
        phone.update(token=token, since=time.monotonic(), used=0)
    phone["used"] += 1
    return phone["token"]


def forget():
    """It was taken from her."""
    phone.clear()


def ask(token, operation, body):
    method, path, _ = known.OPERATIONS[operation]
    headers = from_somewhere() | ({"Authorization": f"Bearer {token}"} if token else {})
    answer = requests.request(method, f"{URL}{path}", json=body, headers=headers, timeout=30)
    if not answer.ok:
        forget()
        raise recipes.Refused(f"{operation} by a phone: {answer.status_code} {answer.text}")
    return answer.json()


def operation(entity, kind, row, said, **more):
    return {"op_id": known.uuid7(), "seq": 1, "entity": entity, "entity_id": row, "kind": kind, "schema": 1,
            "at": bodies.now(), "set": said} | more


def logged(minutes):
    """A session with somebody of hers."""
    if not hers or known.dice.random() < SOMEBODY_NEW:
        hers[:] = [recipes.enrolment()]
    said = bodies.good("logSession", enrolment_id=hers[0], minutes=minutes)
    return operation("session", "create", said.pop("id"), said)


def corrected(person, language):
    return operation("person", "patch", person, {"language": language}, base_version=1)


def push(*operations):
    return {"protocol": 1, "app": "2026.11", "client_now": bodies.now(), "push": {"ops": list(operations)}}


def pull(cursor=None):
    return {"protocol": 1, "max_kb": 256, "max_rows": 2000} | ({"cursor": cursor} if cursor else {"scopes": []})


def sent(*operations):
    """What became of them."""
    return ask(bearer(), "pushOperations", push(*operations))["push"]["results"]


def held():
    """What waits for somebody to decide: a session of no length."""
    return sent(logged(0))[0]["held_id"]


def clash():
    """A field that the phone and somebody else changed."""
    person = recipes.enrolled()[0]
    recipes.do("mentor", "updatePerson", person, language="fr")
    sent(corrected(person, "en"))
    return recipes.found("mentor", "listConflicts")


def verify():
    """Nothing is on the phone, it says, though everything was sent to it."""
    token, answer = bearer(), {"cursor": None, "more": True}
    while answer["more"]:
        answer = ask(token, "pullChanges", pull(answer["cursor"]))
    return {"protocol": 1, "cursor": answer["cursor"], "as_of": answer["as_of"], "scopes": []}


# What only a phone may ask.
BODIES = {
    "pullChanges": pull,
    "pushOperations": lambda: push(logged(60)),
    "syncDevice": lambda: push(logged(60)) | {"pull": pull()},
    "verifyDevice": verify,
}
