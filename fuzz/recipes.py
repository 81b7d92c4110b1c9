"""What somebody of the right role does just before, so that an operation can be done: by operation, one line each.

Most operations want something to stand in a state, often by another's hand: a plan a colleague handed in, a hand-over
proposed to the caller, a roll on which nobody is. A recipe makes it through the API and says what the address names and
what the body says. It is used for the roles named beside it (see api-spec/authz-matrix.txt).
"""

import time

import requests

import bodies
import known
import phone
from bodies import day, minute
from known import OPERATIONS, URL, WHO, account, dice, from_somewhere


class Refused(Exception):
    """A step before was refused: the recipe, or what it rests on, is wrong."""


def do(who, operation, *at, seen=None, **said):
    """Does it as somebody of that role (or that account) to what `at` names; gives what was sent and answered.

    `seen`: the version, where it is not that of the nearest thing above which can be read."""
    who = account(who) if isinstance(who, str) else who
    method, path, about = OPERATIONS[operation]
    for ident in at:
        before, behind = path.split("{", 1)
        path = before + ident + behind.split("}", 1)[1]
    sent = {"json": bodies.good(operation, **said)} if "requestBody" in about else {"params": said}
    for _ in range(2):
        bearer = known.token(who)
        headers = from_somewhere() | {"Authorization": f"Bearer {bearer}"}
        if known.wants(about, "if-match"):
            headers["If-Match"] = seen or known.version(bearer, path)
        answer = requests.request(method, f"{URL}{path}", headers=headers, timeout=30, **sent)
        if answer.status_code != 401:
            break
        known.forget(who)
    if not answer.ok:
        raise Refused(f"{operation} as {who['role']}: {answer.status_code} {answer.text}")
    shown = (sent.get("json") or {}) | (answer.json() if answer.content else {})
    if "id" in shown and "etag" in answer.headers:
        known.etags[shown["id"]] = answer.headers["etag"]
    known.learn(known.resource(path), shown, known.own if who is WHO else known.pools)
    return shown


def made(who, operation, *at, **said):
    """The id of what is made so."""
    return do(who, operation, *at, **said)["id"]


def me(who):
    return do(who, "readMe")


def site():
    """Where the mentor works; the supervisor's too."""
    return me("mentor")["grants"][0]["site_id"]


def staff(who):
    return me(who)["staff_id"]


def other(role, number=1):
    """Somebody else of that role."""
    return [a for a in known.ACCOUNTS if a["organisation"] == known.FIRST and a["role"] == role][number]


def programme():
    """The first that somebody can be enrolled in."""
    return do("programme_manager", "listProgrammes")["items"][0]["id"]


def new_programme():
    return made("programme_manager", "createProgramme")


# People ---------------------------------------------------------------------------------------------------------------

def taken_in():
    """Somebody of age whom the mentor took in, with her consent."""
    person = made("mentor", "createPerson", home_site_id=site(), birth_date={"on": "2005-03-14", "quality": "exact"})
    do("mentor", "recordConsent", person)
    return person


MOST = 500  # the highest limit there is


def make_room():
    """Lets her take on somebody: limits that were set on the way end, and hers is the highest."""
    limits = [one for one in do("supervisor", "listCaseloadLimits")["items"] if not one["ended_at"]]
    for limit in limits:
        if limit["role"] in (None, "mentor") and limit["cap"] < MOST:
            do("programme_manager", "endCaseloadLimit", limit["id"])
    if not any(limit["role"] == "mentor" and limit["cap"] == MOST for limit in limits):
        do("programme_manager", "setCaseloadLimit", role="mentor", cap=MOST)
    # An exception of hers goes before every limit.
    of_hers = [one for one in do("supervisor", "listCaseloadExceptions")["items"] if one["staff_id"] == staff("mentor")]
    holds = max((one for one in of_hers if one["approved"]), key=lambda one: one["asked_at"], default=None)
    if holds and holds["cap"] < MOST:
        for one in of_hers:
            if one["approved"] is None and one["asked_by"] != staff("supervisor"):
                do("supervisor", "decideCaseloadException", one["id"], approve=False)
        asked = made("mentor", "askCaseloadException", staff_id=staff("mentor"), site_id=site(), cap=MOST)
        do("supervisor", "decideCaseloadException", asked, approve=True)


AT_ONCE = 15  # no recipe needs more at once, and the runs of all roles together stay below the limit
led = []


def lead(to):
    """Takes somebody on in this programme; of those before her the oldest leaves, for even the highest limit is reached."""
    make_room()
    if len(led) >= AT_ONCE:
        try:
            do("mentor", "endEnrolment", led.pop(0))
        except Refused:
            pass  # a recipe, or the role that is tried, has ended it
    person = taken_in()
    led.append(made("mentor", "createEnrolment", person, programme_id=to, site_id=site()))
    return person, led[-1]


def enrolled():
    """Somebody whom the mentor leads: the person and the enrolment."""
    return lead(programme())


def enrolment():
    return enrolled()[1]


# What somebody stands in ----------------------------------------------------------------------------------------------

def draft():
    """A plan nobody has handed in."""
    return made("mentor", "draftPlan", enrolment())


def goal(plan):
    return made("mentor", "addGoal", plan)


def with_goal():
    plan = draft()
    goal(plan)
    return plan


def handed_in():
    plan = with_goal()
    do("mentor", "submitPlan", plan)
    return plan


def approved():
    plan = handed_in()
    do("supervisor", "approvePlan", plan)
    return plan


def begun():
    """A plan that runs, and the goal in it."""
    plan = draft()
    one = goal(plan)
    do("mentor", "submitPlan", plan)
    do("supervisor", "approvePlan", plan)
    do("mentor", "startPlan", plan, on=day(0))
    return plan, one


def review():
    plan, one = begun()
    return at(plan, goals=[{"goal_id": one, "status": "in_progress", "gas": 0}], reviewed_on=day(0))


def planned():
    return made("mentor", "planSession", enrolment())


def judged():
    """Somebody, and what was written about how she understands."""
    person = taken_in()
    return person, made("mentor", "judgeCapacity", person)


def served():
    """An enrolment in which something has been done."""
    some = enrolment()
    do("mentor", "logSession", some)
    return some


def paused():
    some = served()
    do("mentor", "pauseEnrolment", some)
    return some


def left():
    some = enrolment()
    do("mentor", "endEnrolment", some)
    return some


def asked_after():
    """The follow-up whose time has come: of somebody who left so long ago."""
    some = enrolment()
    do("mentor", "endEnrolment", some, exited_on=day(-100))
    return do("mentor", "listFollowups", some)["items"][0]["id"]


# Caseloads ------------------------------------------------------------------------------------------------------------

def proposal():
    """What a hand-over of one young person says, with nothing in its way."""
    for open_one in do("supervisor", "listHandOvers")["items"]:
        if open_one["state"] == "proposed":
            do("supervisor", "withdrawHandOver", open_one["id"])
    lead = do("supervisor", "listTeam", enrolment())["items"][0]["id"]
    between = {"from_id": staff("mentor"), "to_id": staff("supervisor")}
    return between | {"site_id": site(), "assignment_ids": [lead], "notes": []}


def handed_over(by="supervisor"):
    return made(by, "proposeHandOver", **proposal())


def exception(among):
    """Somebody of these for whom no exception waits, and what one for her says."""
    asked = do("supervisor", "listCaseloadExceptions")["items"]
    waiting = [one["staff_id"] for one in asked if one["approved"] is None]
    for who in among:
        if staff(who) not in waiting:
            return who, {"staff_id": staff(who), "site_id": me(who)["grants"][0]["site_id"]}
    raise Refused("one waits for each of them")


def asked_by_the_supervisor():
    return exception([account("mentor")])[1]


def exception_asked():
    """One that the supervisor decides: she did not ask for it herself."""
    for one in do("supervisor", "listCaseloadExceptions")["items"]:
        if one["approved"] is None and one["asked_by"] != staff("supervisor"):
            return one["id"]
    who, said = exception([other("mentor"), account("outreach_worker")])
    return made(who, "askCaseloadException", **said)


def absence():
    """Days on which nobody stands in yet."""
    first = dice.randrange(100, 3000)
    return {"site_id": site(), "absent_id": staff("mentor"), "cover_id": staff("supervisor"),
            "from_on": day(first), "until_on": day(first + 2)}


def helped():
    """Who helps the mentor with somebody."""
    return made("supervisor", "assignWorker", enrolment(), role="backup", staff_id=staff("supervisor"))


def supervision():
    """What a talk with the mentor says."""
    return {"site_id": site(), "staff_ids": [staff("mentor")], "enrolment_ids": [], "held_on": day(0)}


def supervised():
    return made("supervisor", "recordSupervision", **supervision())


# Intake ---------------------------------------------------------------------------------------------------------------

def referred(to):
    """A referral in screening."""
    some = made("mentor", "receiveReferral", taken_in(), programme_id=to, site_id=site())
    do("mentor", "takeReferralStep", some, step="triaged", occurred_at=minute(-80), contact_safety="safe")
    do("mentor", "takeReferralStep", some, step="screening_begun", occurred_at=minute(-75))
    return some


def ineligible():
    """Somebody whom a rule keeps out."""
    to = new_programme()
    rule = {"kind": "must", "expr": "answered", "message": "Lives nearby"}
    one = made("programme_manager", "createRule", to, rule=rule)
    some = referred(to)
    do("mentor", "evaluateReferral", some, answers=[{"rule_id": one, "result": "false"}])
    return some


def evaluated():
    some = referred(new_programme())
    do("mentor", "evaluateReferral", some, answers=[])
    return some


def eligible():
    some = evaluated()
    do("mentor", "decideReferral", some, decision="eligible", decided_at=minute(-70))
    return some


def form():
    """What a new programme will ask; nobody is asked it yet."""
    return made("programme_manager", "draftIntakeForm", new_programme())


def in_force(some):
    do("programme_manager", "publishIntakeForm", some)
    return some


def asked():
    """An enrolment in a programme that asks for something."""
    to = new_programme()
    in_force(made("programme_manager", "draftIntakeForm", to))
    return lead(to)[1]


def answered():
    return made("mentor", "recordIntakeAnswer", asked())


# What happened --------------------------------------------------------------------------------------------------------

def incident(severity="s3_moderate"):
    return made("mentor", "reportIncident", site_id=site(), severity=severity, parties=[])


def action():
    return made("supervisor", "setAction", incident(), owner_id=staff("mentor"))


def closing_asked():
    """An incident one lead asks to be closed; another decides."""
    some = incident()
    told = {"notified_to": ["none_required"], "mandatory": False}
    for step, said in [("triaged", {"severity": "s3_moderate"}), ("acted", {}), ("notified", told),
                       ("review_begun", {}), ("close_asked", {})]:
        said = {"step": step, "severity": None, "occurred_at": bodies.now()} | said
        do("supervisor", "takeIncidentStep", some, **said)
    return some


def found(who, operation, **said):
    """What a job is about to bring into a list: the newest, as soon as there is one."""
    for _ in range(20):
        if rows := do(who, operation, **said)["items"]:
            return max(row["id"] for row in rows)
        time.sleep(0.5)
    raise Refused(f"nothing is in {operation}")


def alert():
    """Somebody on call is called about something critical."""
    incident("s1_critical")
    return found("supervisor", "listAlerts")


def concern():
    return made("mentor", "raiseConcern", site_id=site(), person_id=taken_in())


def shift():
    """A stretch for which nobody is on call."""
    begins = 1440 * dice.randrange(30, 2000)
    return {"site_id": site(), "staff_id": staff("supervisor"), "place": dice.randrange(1, 5),
            "starts_at": minute(begins), "ends_at": minute(begins + 600)}


def out():
    """The caller is out from now on."""
    for outing in do(WHO, "listOutings")["items"]:
        if outing["staff_id"] == staff(WHO) and not outing.get("back_at"):
            do(WHO, "comeBack", outing["id"])
    return made(WHO, "goOut", site_id=site())


# Groups ---------------------------------------------------------------------------------------------------------------

def roll():
    """A group of today with nobody on its roll, and somebody who could be."""
    some = enrolment()
    where = {"programme_id": programme(), "site_id": site()}
    return made("mentor", "createGroupSession", starts_at=minute(-90), lines=[], **where), some


def empty_roll():
    return roll()[0]


def closed_roll():
    group = empty_roll()
    do("mentor", "closeRoll", group)
    return group


def roll_line():
    group, some = roll()
    return made("mentor", "addRollLine", group, enrolment_id=some)


def walk_in():
    group, some = roll()
    return made("mentor", "addWalkIn", group), some


def cohort():
    some = enrolment()
    return made("supervisor", "createCohort", programme_id=programme(), site_id=site()), some


# What is told ---------------------------------------------------------------------------------------------------------

def school():
    said = {"name": bodies.some_words(), "services": ["school"], "answers_within": 14}
    return made("programme_manager", "createProvider", **{"class": "school"}, provider=said)


def may_tell(person):
    """Her consent that a school is told how she attends."""
    do("mentor", "recordConsent", person, kind="share_recipient_class", recipient_class="school",
       categories=["attendance"], expires_on=day(200))
    return person


def sent():
    """What sending somebody to a school says."""
    person, some = enrolled()
    may_tell(person)
    told = {"id": known.uuid7(), "basis": "consent", "categories": ["attendance"], "channel": "phone"}
    return at(some, provider_id=school(), service="school", told=told, made_at=minute(-60))


def referral_out():
    where, said = sent()
    return made("mentor", "referOut", *where, **said)


def told_without_consent():
    return made("supervisor", "recordDisclosure", taken_in(), basis="vital_interest", categories=["safety"],
                recipient_class="school", purpose="protection", disclosed_at=minute(-1))


# Two records ----------------------------------------------------------------------------------------------------------

def pair():
    """Two people with one number: a job finds them."""
    number = bodies.proven("value", "<phone>")
    for _ in range(2):
        do("mentor", "recordContact", taken_in(), value=number)
    return found("supervisor", "listDuplicates")


def merge():
    return made("mentor", "askMerge", taken_in(), into_person_id=taken_in())


def merged():
    some = merge()
    do("safeguarding_lead", "confirmMerge", some)
    return some


# The house ------------------------------------------------------------------------------------------------------------

def second_administrator():
    """The mentor of another site administers too: what one administrator asks for, another approves."""
    who = other("mentor")
    if all(grant["role"] != "org_admin" for grant in me(who)["grants"]):
        do("org_admin", "giveRole", staff(who), role="org_admin", site_id=None)
        known.forget(who)
    return who


def invited(role="mentor", who="org_admin", **said):
    return made(who, "invite", role=role, **said)


def colleague():
    """Somebody new who may go again."""
    return made("org_admin", "addFieldAccount", role="mentor", site_id=site())


def role_given():
    return made("org_admin", "giveRole", colleague(), role="activity_lead", site_id=site())


def device(who):
    code = do("supervisor", "makeFieldCode", staff(who))["code"]
    key = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"  # RFC 8032 §7.1, TEST 1
    return made(who, "enrolDevice", code=code, public_key=key)


def glass():
    """Broken by the first who still may: a review can end that for who broke it."""
    for who in (account("programme_manager"), account("director"), account("job_coach"), other("mentor", 3)):
        try:
            return do(who, "breakGlass", taken_in(), purpose="technical_recovery")
        except Refused:
            continue
    raise Refused("nobody may break the glass any more")


def glass_of_two():
    """What waits for a second person: that begins with the fourth of one caller in a day."""
    for _ in range(4):
        if (broken := glass())["needs_second"]:
            return broken["id"]
    raise Refused("the fourth needed no second person")


def notice():
    """That somebody broke the glass, as the caller was told."""
    glass()
    return found(WHO, "listNotices")


def erasure():
    return made("supervisor", "askErasure", taken_in())


def second_factor():
    """The caller has one from now on, and the codes for when it is lost."""
    if "codes" not in WHO:
        begun_now = do(WHO, "beginSecondFactor")
        code = known.one_time_code(begun_now["secret"])
        WHO["codes"] = do(WHO, "confirmSecondFactor", begun_now["id"], code=code)["recovery_codes"]


# Figures --------------------------------------------------------------------------------------------------------------

def to_draft():
    """What a draft says of a year that can be drafted; if need be another draft of that year goes."""
    for indicator in ("completed", "enrolled_first"):
        for year in do("mel_officer", "listReleasePeriods", indicator=indicator)["items"]:
            if year["can_be_drafted"] and year["drafts_left"]:
                for going_on in year["in_progress"]:
                    do("data_protection_officer", "rejectRelease", going_on)
                return {"indicator": indicator, "period": year["period"], "funder_ids": [funder()]}
    raise Refused("no year is left to draft")


def funder():
    return next(a["funder_id"] for a in do("org_admin", "listStaff")["items"] if a["funder_id"])


handed_out = set()  # releases a recipe was made of: one that stands as it did was refused, and is of no use


def release(state):
    """One that stands so, or is brought there: a year has three drafts, so that what is there is used if it can be."""
    for one in do("data_protection_officer", "listReleases")["items"]:
        if one["state"] == state and one["id"] not in handed_out:
            handed_out.add(one["id"])
            return one["id"]
    if state == "draft":
        return made("mel_officer", "draftRelease", **to_draft())
    before, who, step = {"audited": ("draft", "mel_officer", "auditRelease"),
                         "approved": ("audited", "data_protection_officer", "approveRelease")}[state]
    one = release(before)
    try:
        do(who, step, one)
    except Refused:
        # What is counted has changed since it was drafted.
        do("data_protection_officer", "rejectRelease", one)
        return release(state)
    return one


def unpublished():
    """One that can still be rejected."""
    everything = do("data_protection_officer", "listReleases")["items"]
    going_on = [one["id"] for one in everything if one["state"] in ("draft", "audited", "approved")]
    return going_on[0] if going_on else release("draft")


def published():
    everything = do("data_protection_officer", "listReleases")["items"]
    return next(one["id"] for one in everything if one["state"] == "published")


def figure_elsewhere():
    return made("mel_officer", "enterFigureElsewhere", period=str(dice.randrange(2001, 2016)))


WORKERS = ("mentor", "supervisor")
LEADS = ("supervisor", "safeguarding_lead")


def at(*names, **said):
    return names, said


def for_her(what, some):
    return at(what, enrolment_id=some)


# By operation: the roles it is for, and what makes it possible.
RECIPES = {
    "acceptHandOver": (["supervisor"], lambda: at(handed_over("mentor"))),
    "acknowledgeAlert": (LEADS, lambda: at(alert())),
    "addConcernEntry": (["safeguarding_lead"], lambda: at(concern())),
    "addGoal": (WORKERS, lambda: at(draft())),
    "addRollLine": (WORKERS, lambda: for_her(*roll())),
    "addWalkIn": (WORKERS, lambda: at(empty_roll())),
    "approveErasure": (["data_protection_officer"], lambda: at(erasure())),
    "approveInvitation": (["org_admin"], lambda: at(invited("auditor", second_administrator()))),
    "approvePlan": (["supervisor"], lambda: at(handed_in())),
    "approveRelease": (["data_protection_officer"], lambda: at(release("audited"))),
    "askCaseloadException": (["supervisor"], lambda: at(**asked_by_the_supervisor())),
    "askOverride": (WORKERS, lambda: at(ineligible())),
    "assignWorker": (["supervisor"], lambda: at(enrolment(), role="backup", staff_id=staff("supervisor"))),
    "auditRelease": (["mel_officer"], lambda: at(release("draft"))),
    "changeGoal": (WORKERS, lambda: at(goal(draft()))),
    "changeRelationship": (WORKERS, lambda: at(made("mentor", "recordRelationship", taken_in()))),
    "closePlan": (WORKERS, lambda: at(draft(), on=day(0))),
    "closeRoll": (WORKERS, lambda: at(empty_roll())),
    "countHeads": (WORKERS, lambda: at(empty_roll())),
    "coverAbsence": (["supervisor"], lambda: at(**absence())),
    "createSchedule": (["supervisor", "programme_manager"], lambda: at(cohort()[0], lead_staff_id=staff("mentor"))),
    "decideCaseloadException": (["supervisor"], lambda: at(exception_asked())),
    "decideClosing": (["safeguarding_lead"], lambda: at(closing_asked())),
    "decideOverride": (["supervisor"], lambda: at(made("mentor", "askOverride", ineligible()))),
    "decideHeld": (["supervisor"], lambda: at(phone.held())),
    "decideReferral": (WORKERS, lambda: at(evaluated(), decided_at=minute(-70))),
    "doAction": (WORKERS, lambda: at(action())),
    "downloadRelease": (["mel_officer", "data_protection_officer"], lambda: at(published(), format="csv")),
    "drainStaffDevice": (["supervisor", "org_admin"], lambda: at(staff("mentor"), device("mentor"))),
    "draftIntakeForm": (["programme_manager", "org_admin"], lambda: at(new_programme())),
    "draftRelease": (["mel_officer"], lambda: at(**to_draft())),
    "endAbsenceCover": (["supervisor"], lambda: at(made("supervisor", "coverAbsence", **absence()))),
    "endAssignment": (["supervisor"], lambda: at(helped())),
    "endKeepApart": (LEADS, lambda: at(made("supervisor", "keepApart", taken_in(), other_person_id=taken_in()))),
    "endOwnDevice": (["mentor"], lambda: at(device("mentor"))),
    "endRole": (["org_admin"], lambda: at(role_given())),
    "endSignIn": (["mentor", "org_admin"], lambda: at(do(WHO, "listSignIns")["items"][0]["id"])),
    "endStaffDevice": (["supervisor", "org_admin"], lambda: at(staff("mentor"), device("mentor"))),
    "endStaffSignIns": (["org_admin"], lambda: at(colleague())),
    "endWork": (["org_admin"], lambda: at(colleague())),
    "evaluateReferral": (WORKERS, lambda: at(referred(new_programme()), answers=[])),
    "extendOuting": (["mentor"], lambda: at(out())),
    "giveRole": (["org_admin"], lambda: at(colleague(), role="activity_lead", site_id=site())),
    "joinCohort": (WORKERS, lambda: for_her(*cohort())),
    "judgeDuplicate": (LEADS, lambda: at(pair())),
    "listIntakeAnswers": (WORKERS, lambda: at(asked())),
    "listMySessions": (WORKERS, lambda: at(**{"from": day(-20), "to": day(0)})),
    "makeFieldCode": (["supervisor"], lambda: at(staff("mentor"))),
    "markRollLine": (WORKERS, lambda: at(roll_line())),
    "matchWalkIn": (WORKERS, lambda: for_her(*walk_in())),
    "movePlan": (["mentor"], lambda: at(planned())),
    "offerPlace": (["supervisor"], lambda: at(eligible(), offered_at=bodies.now())),
    "pauseEnrolment": (WORKERS, lambda: at(served())),
    "planShift": (LEADS, lambda: at(**shift())),
    "proposeHandOver": (["supervisor"], lambda: at(**proposal())),
    "publishIntakeForm": (["programme_manager", "org_admin"], lambda: at(form())),
    "publishRelease": (["data_protection_officer"], lambda: at(release("approved"))),
    "putOnList": (WORKERS, lambda: at(eligible(), since=bodies.now())),
    "readAlert": (LEADS, lambda: at(alert())),
    "readBreakGlass": (["safeguarding_lead"], lambda: at(glass()["id"])),
    "readCapacity": (WORKERS, lambda: at(*judged())),
    "readConflict": (WORKERS, lambda: at(phone.clash())),
    "readErasure": (["data_protection_officer"], lambda: at(erasure())),
    "readHandOver": (["supervisor"], lambda: at(handed_over())),
    "readHeld": (WORKERS, lambda: at(phone.held())),
    "readIntake": (WORKERS, lambda: at(asked())),
    "readIntakeForm": (["programme_manager", "org_admin"], lambda: at(form())),
    "readRota": (WORKERS, lambda: at(**{"site_id": site(), "from": minute(0), "to": minute(1440)})),
    "readSupervision": (["supervisor"], lambda: at(supervised())),
    "recordContact": (WORKERS, lambda: at(taken_in())),
    "recordFollowupContact": (WORKERS, lambda: at(asked_after())),
    "recordDisclosure": (WORKERS, lambda: at(may_tell(taken_in()), recipient_class="school")),
    "recordIntakeAnswer": (WORKERS, lambda: at(asked())),
    "recordSupervision": (["supervisor"], lambda: at(**supervision())),
    "referOut": (WORKERS, sent),
    "refuseErasure": (["data_protection_officer"], lambda: at(erasure())),
    "refuseHandOver": (["supervisor"], lambda: at(handed_over("mentor"))),
    "refuseMerge": (LEADS, lambda: at(merge())),
    "rejectRelease": (["data_protection_officer"], lambda: at(unpublished())),
    "renewRecoveryCodes": (["mentor"], lambda: second_factor() or at()),
    "resendInvitation": (["org_admin"], lambda: at(invited())),
    "reopenRoll": (WORKERS, lambda: at(closed_roll())),
    "resolveConflict": (WORKERS, lambda: at(phone.clash())),
    "resumeEnrolment": (WORKERS, lambda: at(paused(), on=day(0))),
    "retireIntakeForm": (["programme_manager", "org_admin"], lambda: at(in_force(form()))),
    "returnPlan": (["supervisor"], lambda: at(handed_in())),
    "reviewBreakGlass": (["safeguarding_lead"], lambda: at(glass()["id"])),
    "reviewDisclosure": (["data_protection_officer"], lambda: at(told_without_consent())),
    "reviewPlan": (WORKERS, review),
    "rewriteIntakeForm": (["programme_manager", "org_admin"], lambda: at(form())),
    "secondBreakGlass": (LEADS[1:], lambda: at(glass_of_two())),
    "seeNotice": (LEADS, lambda: at(notice())),
    "setAction": (LEADS, lambda: at(incident(), owner_id=staff("supervisor"))),
    "setCapacity": (["programme_manager", "org_admin"], lambda: at(new_programme(), site_id=site(), seen='"v0"')),
    "setTarget": (["programme_manager", "director"], lambda: at("ENR-05")),
    "startPlan": (WORKERS, lambda: at(approved(), on=day(0))),
    "stepReferralOut": (WORKERS, lambda: at(referral_out(), state="sent", occurred_at=minute(-30))),
    "submitPlan": (WORKERS, lambda: at(with_goal())),
    "takeIncidentStep": (LEADS, lambda: at(incident(), step="triaged", severity="s3_moderate", occurred_at=bodies.now())),
    "undoExit": (["supervisor"], lambda: at(left())),
    "undoMerge": (LEADS, lambda: at(merged())),
    "voidFigureElsewhere": (["data_protection_officer"], lambda: at(figure_elsewhere())),
    "voidGoal": (WORKERS, lambda: at(goal(draft()))),
    "voidIntakeAnswer": (WORKERS, lambda: at(answered())),
    "voidPlan": (["mentor"], lambda: at(planned())),
    "voidReferralOut": (WORKERS, lambda: at(referral_out())),
    "voidShift": (LEADS, lambda: at(made("supervisor", "planShift", **shift()))),
    "voidSupervision": (["supervisor"], lambda: at(supervised())),
    "voidWalkIn": (WORKERS, lambda: at(walk_in()[0])),
    "wipeStaffDevice": (["supervisor", "org_admin"], lambda: at(staff("mentor"), device("mentor"))),
    "withdrawHandOver": (["supervisor"], lambda: at(handed_over())),
}
# A year has three drafts: no more of these are made than it takes for the first to go well.
SCARCE = ("draftRelease", "auditRelease", "approveRelease", "publishRelease", "rejectRelease")
