#!/usr/bin/env bash
# Eight letters with which a phone becomes a mentor's, made as her supervisor would make them. They work for ten minutes.
#
# Usage: BASE_URL=http://127.0.0.1:8080 ACCOUNTS=DIR/accounts.json examples/phone-code.sh [E-MAIL OF A MENTOR]
# Needs a running demo (`make demo`), curl and jq. Without an address it is the first mentor of the first organisation.
set -euo pipefail

if ((EUID == 0)); then demo_home=/var/lib; else demo_home=${XDG_DATA_HOME:-$HOME/.local/share}; fi
readonly BASE_URL=${BASE_URL:-http://127.0.0.1:8080}
readonly ACCOUNTS=${ACCOUNTS:-$demo_home/causeway-demo/accounts.json}

die() {
  printf 'phone-code: %s\n' "$*" >&2
  exit 1
}
# sign_in: reads an account, says the line by which its owner is known. Passwords and tokens travel in pipes, not on command lines.
sign_in() {
  jq -c '{email, password}' | curl --silent --fail --max-time 60 -H 'Content-Type: application/json' --data-binary @- \
    "$BASE_URL/api/v1/sign-ins" | jq -r '"Authorization: Bearer \(.access_token)"'
}

[[ -r $ACCOUNTS ]] || die "there is no $ACCOUNTS: run 'make demo' in another terminal, or say where with ACCOUNTS"
for tool in curl jq; do command -v "$tool" >/dev/null || die "please install $tool"; done
mentor=$(jq -c --arg email "${1:-}" '[.[] | select(.role == "mentor" and ($email == "" or .email == $email))][0] // empty' "$ACCOUNTS")
[[ -n $mentor ]] || die "no mentor has the address $1"
me=$(sign_in <<<"$mentor" | curl --silent --fail --max-time 60 -H @- "$BASE_URL/api/v1/me") || die "there is no demo at $BASE_URL"

# Not every supervisor answers for her.
while read -r supervisor; do
  code=$(sign_in <<<"$supervisor" | curl --silent --fail --max-time 60 -X POST -H @- \
    "$BASE_URL/api/v1/staff/$(jq -r .staff_id <<<"$me")/field-codes" | jq -r .code) || continue
  printf 'Open %s/ on a phone or in a narrow window, and type: %s\nIt becomes the phone of %s.\n' \
    "$BASE_URL" "$code" "$(jq -r .display_name <<<"$me")"
  exit 0
done < <(jq -c --argjson mentor "$mentor" '.[] | select(.role == "supervisor" and .organisation == $mentor.organisation)' "$ACCOUNTS")
die "no supervisor of hers could make a code"
