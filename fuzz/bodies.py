"""What is sent: good bodies with today's ids and days in them, and drawn ones made nearer to what people send."""

import re
from datetime import datetime, timedelta, timezone

import known
from known import GOOD, dice, real

# What a validator wants and the document does not say.
SENSIBLE = {
    "language": lambda: "es",
    "minutes": lambda: dice.choice([15, 30, 60, 90]),
    "attended_minutes": lambda: None,
    "recorded_via": lambda: "web",
    "birth_date": lambda: {"on": "2009-03-02", "quality": "exact"},
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


def day(step):
    """The day so many days from now at the westernmost site of the demo: nowhere tomorrow's."""
    return (today() + timedelta(days=step, hours=-8)).date().isoformat()


def minute(step):
    """The moment so many minutes from now."""
    return moment(today() + timedelta(minutes=step))


def now():
    """To the microsecond: not before what was just done."""
    return moment(datetime.now(timezone.utc))


def some_words():
    return f"Words that a person could have written {dice.getrandbits(24):x}"


def drawn(name, value):
    """What was drawn, nearer to what a person would send."""
    if name in SENSIBLE:
        return SENSIBLE[name]()
    if name in WORDS and isinstance(value, str) and "_" not in value and not value.isalpha():
        return some_words()
    if name.endswith("_on") and isinstance(value, str):
        return day(-dice.randrange(1, 60))
    if name.endswith("_at") and isinstance(value, str):
        return minute(-1440 * dice.randrange(1, 60))
    return value


def proven(name, value):
    """A field of a good body, with what passes put back: ids of things that are there, days counted from today."""
    if not isinstance(value, str):
        return value
    if value == "<words>":
        return some_words()
    if value == "<phone>":
        return f"+573{dice.randrange(10**9):09}"
    if place := re.fullmatch(r"<(day|minute)([+-]\d+)>", value):
        return {"day": day, "minute": minute}[place.group(1)](int(place.group(2)))
    return value


def secret(name, value):
    """An address of her own, the password she has."""
    if name == "email":
        return f"fuzz-{dice.getrandbits(40):x}@example.org"
    return known.WHO["password"] if name == "password" else value


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


def good(operation, **said):
    """A good body of that operation with these fields in it, or None when it has none."""
    body = GOOD.get(operation)
    return filled(body, proven) | said if isinstance(body, dict) else said or None
