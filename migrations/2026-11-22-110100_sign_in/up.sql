-- Signing in (security.md §3.2, §3.5, §3.6): refresh, second factors, counters of guesses, notices.
-- Schema auth: only causeway_auth and definer functions. Accounts are global, and so is what hangs on them.

-- Where the wall stands already it is forced on the owner too, and nobody may add codes.
alter table ref.code no force row level security;

insert into ref.code (list, code, label, sort, sensitive) values
    -- sign_in_kind: design §6
    ('sign_in_kind', 'desk', 'At a desk', 1, false),
    ('sign_in_kind', 'device', 'On an enrolled device', 2, false),
    -- notice_kind: what the owner of an account is told by mail, in words that name nobody and nothing
    ('notice_kind', 'sign_in_reused', 'A sign-in was ended: it had been used from two places', 1, false),
    ('notice_kind', 'sign_in_limit', 'The oldest sign-in was ended to make room for a new one', 2, false),
    ('notice_kind', 'sign_ins_ended', 'Sign-ins were ended by an administrator', 3, false),
    ('notice_kind', 'password_changed', 'The password was changed', 4, false),
    ('notice_kind', 'factor_added', 'A second factor was set up', 5, false),
    ('notice_kind', 'recovery_code_used', 'A recovery code was used', 6, false),
    ('notice_kind', 'recovery_codes_made', 'New recovery codes were made', 7, false),
    ('notice_kind', 'guessing', 'Many wrong passwords were tried', 8, false),
    ('audit_action', 'sign_in_failed', 'A sign-in failed', 101, false),
    ('audit_action', 'sign_in_reused', 'Ended a sign-in whose refresh secret was used twice', 102, false),
    ('audit_action', 'end_sign_in', 'Ended a sign-in', 103, false),
    ('audit_action', 'step_up', 'Confirmed who they are once more', 104, false),
    ('audit_action', 'change_password', 'Changed their password', 105, false),
    ('audit_action', 'begin_factor', 'Began to set up a second factor', 106, false),
    ('audit_action', 'confirm_factor', 'Set up a second factor', 107, false),
    ('audit_action', 'make_recovery_codes', 'Made new recovery codes', 108, false),
    ('audit_action', 'use_recovery_code', 'Used a recovery code', 109, false);

alter table auth.sign_in
    add column kind             text not null default 'desk' check (kind in ('desk', 'device')),
    -- When its newest token was made: what "last used" is told from, no closer than a token's life.
    add column last_used_at     timestamptz,
    -- Not renewed until then, it is over. Null: nothing renews it.
    add column idle_until       timestamptz,
    -- When password and factor were last given, at its beginning or since.
    add column stepped_up_at    timestamptz,
    -- When a second factor was shown for it; null: only a password was.
    add column second_factor_at timestamptz,
    -- Its newest access token, and when that was first used: a refresh answer that was lost was never used.
    add column token_id         bigint,
    add column token_seen_at    timestamptz;

-- One-time secrets that renew a sign-in, each the child of the one before. Only digests: a dump holds none that works.
create table auth.refresh_token (
    id         uuid primary key,
    sign_in_id uuid not null references auth.sign_in (id),
    -- Two when the answer that carried the first was lost and repaired.
    parent_id  uuid references auth.refresh_token (id),
    hash       bytea not null unique check (length(hash) = 32),
    -- The access token that was handed out with it.
    token_id   bigint not null,
    issued_at  timestamptz not null,
    expires_at timestamptz not null,
    used_at    timestamptz,
    revoked_at timestamptz
);
create index refresh_token_sign_in on auth.refresh_token (sign_in_id);
create index refresh_token_parent on auth.refresh_token (parent_id);

-- Time-based one-time passwords (RFC 6238). One confirmed per account; an unconfirmed one waits for its first code.
create table auth.totp (
    id           uuid primary key,
    account_id   uuid not null references auth.account (id),
    -- The secret, sealed under a key of its own that the key-encryption key wraps. Blanked when it ends.
    secret_enc   bytea,
    wrapped_enc  bytea,
    recorded_at  timestamptz not null,
    confirmed_at timestamptz,
    -- The last step a code was taken for: each code works once.
    last_step    bigint,
    ended_at     timestamptz,
    check ((secret_enc is null) = (wrapped_enc is null)),
    check (ended_at is not null or secret_enc is not null)
);
create index totp_account on auth.totp (account_id);
create unique index totp_one_in_force on auth.totp (account_id) where confirmed_at is not null and ended_at is null;

-- Ten at a time, single use, 120 random bits each: a fast digest is enough (security.md §3.5).
create table auth.recovery_code (
    id          uuid primary key,
    account_id  uuid not null references auth.account (id),
    hash        bytea not null unique check (length(hash) = 32),
    recorded_at timestamptz not null,
    used_at     timestamptz,
    ended_at    timestamptz
);
create index recovery_code_account on auth.recovery_code (account_id);

-- Counters of guesses (security.md §3.6). The key is a keyed digest of an account, a network or both: who looks at the
-- table learns neither. The rules are in src/accounts/model/throttle.rs.
create table auth.throttle (
    key           bytea primary key check (length(key) = 16),
    window_start  timestamptz not null,
    -- Guesses that were wrong in this window.
    fails         integer not null default 0,
    -- Guesses under way, counted before their hash is computed, and when the last of them began.
    open          integer not null default 0,
    opened_at     timestamptz not null,
    -- Blocks so far: each is twice as long as the one before.
    level         integer not null default 0,
    blocked_until timestamptz,
    -- The last time everything was right.
    good_at       timestamptz,
    -- Digests of the accounts that failed from a network, 8 bytes each, one after the other.
    accounts      bytea not null default '',
    -- After this moment the row says nothing any more.
    forget_at     timestamptz not null
);
create index throttle_forget on auth.throttle (forget_at);

-- What the owner of an account is to be told. Sent by the mail worker; ids and neutral codes only.
create table auth.notice (
    id          uuid primary key,
    account_id  uuid not null references auth.account (id),
    -- Null: concerns the account in every organisation.
    org_id      uuid references organisation (org_id),
    kind        text not null,
    recorded_at timestamptz not null,
    sent_at     timestamptz
);
create index notice_account on auth.notice (account_id, kind, recorded_at);
create index notice_org on auth.notice (org_id);
create index notice_unsent on auth.notice (recorded_at) where sent_at is null;
