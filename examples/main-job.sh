#!/usr/bin/env bash
# The main job, from a late arrival to a verified release, through HTTP as five people would do it.
#
# Usage: BASE_URL=http://127.0.0.1:8080 ACCOUNTS=DIR/accounts.json examples/main-job.sh
# Needs a running demo (`make demo`), curl and jq; CAUSEWAY names the program that verifies the release.
# May be run again: the year is released by then, and the script shows that it stays as it is.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if ((EUID == 0)); then demo_home=/var/lib; else demo_home=${XDG_DATA_HOME:-$HOME/.local/share}; fi
readonly BASE_URL=${BASE_URL:-http://127.0.0.1:8080}
readonly ACCOUNTS=${ACCOUNTS:-$demo_home/causeway-demo/accounts.json}
readonly CAUSEWAY=${CAUSEWAY:-target/release/causeway}
# The release of an earlier run, to be compared with.
readonly KEPT=${XDG_CACHE_HOME:-$HOME/.cache}/causeway/main-job
work=$(mktemp -d)
readonly work
trap 'rm -rf "$work"' EXIT

declare -A name
status='' # of the last call
etag=''   # of the last call

if [[ -t 1 ]]; then bold=$'\033[1m' plain=$'\033[0m'; else bold='' plain=''; fi
readonly bold plain

step() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }
say() { printf '  %s\n' "$*"; }
die() {
  printf '\nmain-job: %s\n' "$*" >&2
  exit 1
}

# call WHO METHOD PATH [BODY] [HEADER...]: leaves the answer in $work/body, its status in $status, its ETag in $etag.
call() {
  local who=$1 method=$2 path=$3 body=${4:-} headers=()
  shift $(($# > 4 ? 4 : $#))
  [[ -z $who ]] || headers+=(-H @"$work/token-$who")
  [[ -z $body ]] || headers+=(-H 'Content-Type: application/json' --data-binary @-)
  while (($#)); do headers+=(-H "$1") && shift; done
  status=$(printf '%s' "$body" | curl --silent --show-error --max-time 60 -X "$method" "${headers[@]}" -D "$work/headers" \
    -o "$work/body" -w '%{http_code}' "$BASE_URL/api/v1$path")
  etag=$(sed -n 's/^etag: *//Ip' "$work/headers" | tr -d '\r')
}
# want STATUS WHO METHOD PATH ...: a call that must be answered so.
want() {
  local expected=$1
  shift
  call "$@"
  [[ $status == "$expected" ]] || die "$2 $3 as ${1:-nobody} answered $status instead of $expected: $(cat "$work/body")"
}
get() { jq -r "$1" "$work/body"; }

# A UUID of version 7, as a phone makes one.
uuid() {
  local ms random
  ms=$(date +%s%3N)
  random=$(od -An -N10 -tx1 /dev/urandom | tr -d ' \n')
  printf '%08x-%04x-7%s-%x%s-%s\n' $((ms >> 16)) $((ms & 0xffff)) "${random:0:3}" $((8 | 0x${random:3:1} & 3)) \
    "${random:4:3}" "${random:7:12}"
}

# sign_in WHO ROLE: the first person with that role in the first organisation of the demo. Passwords and tokens travel in
# files and pipes, not on command lines, which every user of a machine can see.
sign_in() {
  local who=$1 role=$2
  want 201 '' POST /sign-ins "$(jq -c --arg role "$role" '.[0].organisation as $first
    | [.[] | select(.organisation == $first and .role == $role)][0] | {email, password}' "$ACCOUNTS")"
  printf 'Authorization: Bearer %s\n' "$(get .access_token)" >"$work/token-$who"
  want 200 "$who" GET /me
  name[$who]=$(get .display_name)
  say "$who: ${name[$who]}, $(get .organisation)"
}

# figure CODE: "NUMERATOR DENOMINATOR" of the year, as the manager sees it.
figure() {
  want 200 manager GET "/indicators/$1?from=$year-01-01&to=$year-12-31"
  get '.total[0] | "\(.numerator) \(.denominator // "-")"'
}

[[ -r $ACCOUNTS ]] || die "there is no $ACCOUNTS: run 'make demo' in another terminal, or say where with ACCOUNTS"
[[ -x $CAUSEWAY ]] || command -v "$CAUSEWAY" >/dev/null || die "there is no $CAUSEWAY: run 'make build', or say where with CAUSEWAY"
for tool in curl jq; do command -v "$tool" >/dev/null || die "please install $tool"; done
umask 077
mkdir -p "$KEPT"

step '1. Five people sign in'
sign_in worker mentor
sign_in manager programme_manager
sign_in evaluator mel_officer
sign_in protection data_protection_officer
sign_in funder funder_viewer
want 200 worker GET /me
site=$(get '.grants[0].site_id')
want 200 worker GET /programmes
programme=$(get '[.items[] | select(.strand == "mentoring")][0].id')

step '2. Which year is next'
want 200 evaluator GET /releases/periods
IFS=' ' read -r year released draft < <(get '[.items[] | select(.released != null or .can_be_drafted)][0]
  | "\(.period) \(.released // "-") \(.in_progress[0] // "-")"')
tag_before=''
if [[ $released == - ]]; then
  say "$year may be published, and is not released yet"
  if [[ $draft != - ]]; then
    want 200 evaluator GET "/releases/$draft"
    tag_before=$(get .inside.snapshot_tag)
    say "the draft there is has the snapshot tag ${tag_before:0:16}…"
  fi
else
  say "$year is released: this script was here before"
fi

step "3. The manager sees $year"
read -r served_before _ < <(figure ENR-05)
read -r came_before expected_before < <(figure DOS-01)
say "ENR-05 persons served: $served_before"
say "DOS-01 attendance: $came_before of $expected_before"

step "4. The worker writes up somebody who came in December $year"
person=$(uuid) enrolment=$(uuid) session=$(uuid)
want 201 worker POST /people "$(jq -nc --arg id "$person" --arg site "$site" --arg year "$year" '{
  id: $id, home_site_id: $site, language: "es", gender_identity: "woman_girl", taken_in_on: ($year + "-12-01"),
  birth_date: {on: "\($year | tonumber - 20)-03-15", quality: "exact"},
  identity: {legal_name: "Estrella Tardía", known_as: "Estrella"}}')"
code=$(get .public_code)
want 201 worker POST "/people/$person/consents" "$(jq -nc --arg id "$(uuid)" --arg year "$year" '{
  id: $id, kind: "service_participation", status: "given", giver: "young_person", legal_basis: "consent",
  text_version: "2023-10", language: "es", method: "signed", limits_explained: true,
  occurred_at: ($year + "-12-01T18:00:00Z")}')"
want 201 worker POST "/people/$person/enrolments" "$(jq -nc --arg id "$enrolment" --arg site "$site" \
  --arg programme "$programme" --arg year "$year" '{
  id: $id, programme_id: $programme, site_id: $site, enrolled_on: ($year + "-12-02"), no_conflict_of_interest: true}')"
log=$(jq -nc --arg id "$session" --arg note "$(uuid)" --arg year "$year" '{
  id: $id, kind: "individual_mentoring", mode: "in_person_community", starts_at: ($year + "-12-03T20:00:00Z"), minutes: 45,
  attendance: "present", note: {id: $note, kind: "factual_contact", text: "Paseo y plan para enero."}}')
want 201 worker POST "/enrolments/$enrolment/sessions" "$log"
say "she goes by $code; her first session is logged"
want 200 worker POST "/enrolments/$enrolment/sessions" "$log"
say 'sent a second time, as a phone does when the answer was lost: still one session'

step '5. The figures have moved by exactly one'
read -r served _ < <(figure ENR-05)
read -r came expected < <(figure DOS-01)
say "ENR-05 persons served: $served_before → $served"
say "DOS-01 attendance: $came_before of $expected_before → $came of $expected"
((served == served_before + 1 && came == came_before + 1 && expected == expected_before + 1)) ||
  die 'a figure did not move by exactly one'

step '6. What each of them sees of her'
want 200 worker GET "/people/$person/identity"
say "worker: $(get .legal_name)"
want 200 worker GET "/sessions/$session/note"
say "worker, about the session: $(get .text)"
want 200 manager GET "/people/$person"
say "manager: $(get .public_code), no name"
for who in manager evaluator protection funder; do
  call "$who" GET "/people/$person/identity"
  [[ $status == 40[34] ]] || die "$who opened her name"
  say "$who asks for her name: $status $(get .code)"
  call "$who" GET "/sessions/$session/note"
  [[ $status == 40[34] ]] || die "$who read what was written"
done
call funder GET "/people/$person"
[[ $status == 404 ]] || die "the funder may know that she exists"
say "funder asks for her record: 404, as for an id that was made up"

if [[ $released == - ]]; then
  step "7. The evaluator drafts $year"
  want 200 evaluator GET /staff
  funder_id=$(get '[.items[].funder_id | select(. != null)][0]')
  release=$(uuid)
  draft=$(jq -nc --arg id "$release" --arg year "$year" --arg funder "$funder_id" \
    '{id: $id, indicator: "enrolled_first", period: $year, funder_ids: [$funder]}')
  want 201 evaluator POST /releases "$draft"
  tag=$(get .inside.snapshot_tag)
  say "snapshot tag ${tag:0:16}…"
  if [[ -n $tag_before ]]; then
    [[ $tag != "$tag_before" ]] || die 'one more person, and the snapshot tag is the same'
    say 'another than before: one person changed every draw, and nothing tells which'
  fi

  step '8. Audit, approval by somebody else, publication'
  want 200 evaluator POST "/releases/$release/audit" '' "If-Match: $etag"
  say "audit: $(get .state)"
  audited=$etag
  call evaluator POST "/releases/$release/approve" '' "If-Match: $audited"
  [[ $status == 403 ]] || die "the evaluator's own approval answered $status"
  say "the evaluator tries to approve it herself: 403 $(get .code)"
  want 200 protection POST "/releases/$release/approve" '' "If-Match: $audited"
  want 200 protection POST "/releases/$release/publish" '' "If-Match: $etag"
  say "${name[protection]} approved and published it: $(get .state)"
else
  step "7. $year stays as it was released"
  release=$released
  want 200 evaluator GET /staff
  funder_id=$(get '[.items[].funder_id | select(. != null)][0]')
  call evaluator POST /releases "$(jq -nc --arg id "$(uuid)" --arg year "$year" --arg funder "$funder_id" \
    '{id: $id, indicator: "enrolled_first", period: $year, funder_ids: [$funder]}')"
  [[ $status == 409 && $(get .code) == period_released ]] || die "a new draft answered $status $(get .code)"
  say "a new draft: 409 $(get .code)"
  say 'the late arrival counts inside the house at once, and in no figure that is out'
fi

step '9. The funder downloads it'
want 200 funder GET /releases
say "sees: $(get '[.items[] | "\(.indicator) \(.period)"] | join(", ")')"
want 200 funder GET "/releases/$release/file?format=json"
cp "$work/body" "$work/release.json"
want 200 funder GET "/releases/$release/file?format=json"
cmp -s "$work/body" "$work/release.json" || die 'two downloads differ'
want 200 funder GET "/releases/$release/file?format=csv"
cp "$work/body" "$work/release.csv"
want 200 evaluator GET "/releases/$release/file?format=json"
cmp -s "$work/body" "$work/release.json" || die 'the evaluator and the funder got different bytes'
say 'the same bytes every time, for everybody'
if [[ -f $KEPT/$release.json ]]; then
  cmp -s "$KEPT/$release.json" "$work/release.json" || die 'the frozen release is not what it was'
  say 'and the same as on the run before'
fi
cp "$work/release.json" "$KEPT/$release.json"

step '10. Anybody can verify it, without us'
"$CAUSEWAY" release verify "$work/release.json" --csv "$work/release.csv" | sed 's/^/  /'
sed 's/"young_people":[0-9]*/"young_people":9995/' "$work/release.json" >"$work/forged.json"
cmp -s "$work/release.json" "$work/forged.json" && die 'there was no figure to forge'
"$CAUSEWAY" release verify "$work/forged.json" >/dev/null 2>&1 && die 'a forged release was believed'
say 'with one figure changed: not verified'

printf '\n%sDone.%s A session was logged, a figure moved, and what went out is signed and nobody can be found in it.\n' \
  "$bold" "$plain"
