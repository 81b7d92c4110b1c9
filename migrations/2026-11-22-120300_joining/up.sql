-- How somebody comes to work here, gets in again, and leaves (security.md §3.7, design §6).

-- A field account has no mailbox: a neutral handle stands where the address would, and a device's key where the password.
alter table auth.account alter column email drop not null;
alter table auth.account alter column password_hash drop not null;
alter table auth.account add column handle text check (handle ~ '^[2-9a-z]{3}-[2-9a-z]{3}$');
alter table auth.account add constraint account_is_called check (num_nonnulls(email, handle) = 1);
alter table auth.account add constraint account_password check ((email is null) = (password_hash is null));
create unique index account_handle on auth.account (handle);

alter table staff_member add column created_mac bytea;

-- An invitation to work here, in a role at a place. Its link goes to one address, works once, and ends after 72 hours.
create table invitation (
    org_id         uuid not null references organisation (org_id),
    id             uuid not null,
    email          text not null check (email = lower(email) and position('@' in email) > 1),
    display_name   text not null check (length(display_name) between 1 and 120),
    language       text not null check (language in ('en', 'es', 'fr', 'pt', 'ar')),
    role           text not null,
    site_id        uuid,
    programme_id   uuid,
    funder_id      uuid,
    -- Roles that open administration, data protection or the log want a second administrator's yes.
    needs_approval boolean not null,
    approved_by    uuid,
    approved_at    timestamptz,
    -- Digest of the newest link's secret; null until a mail goes out.
    token_sha256   bytea unique check (length(token_sha256) = 32),
    sent_at        timestamptz,
    expires_at     timestamptz,
    accepted_at    timestamptz,
    cancelled_at   timestamptz,
    created_mac    bytea,
    row_version    integer not null default 1,
    recorded_at    timestamptz not null,
    recorded_by    uuid not null,
    voided_at      timestamptz,
    void_reason    text,
    primary key (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id),
    foreign key (org_id, funder_id) references funder (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id),
    foreign key (org_id, approved_by) references staff_member (org_id, id),
    check (num_nonnulls(site_id, programme_id) <= 1),
    check ((role = 'funder_viewer') = (funder_id is not null)),
    check (needs_approval or role not in ('org_admin', 'it_admin', 'data_protection_officer', 'auditor', 'director')),
    -- Nobody approves their own request (design §4).
    constraint invitation_second_person check (approved_by <> recorded_by),
    check ((approved_by is null) = (approved_at is null)),
    -- No link before the second person's yes.
    constraint invitation_link_after_approval check (token_sha256 is null or not needs_approval or approved_at is not null),
    check (num_nonnulls(token_sha256, sent_at, expires_at) in (0, 3)),
    check (num_nonnulls(accepted_at, cancelled_at) <= 1)
);
create index invitation_site on invitation (org_id, site_id);
create index invitation_programme on invitation (org_id, programme_id);
create index invitation_funder on invitation (org_id, funder_id);
create index invitation_recorded_by on invitation (org_id, recorded_by);
create index invitation_approved_by on invitation (org_id, approved_by);

-- A link to choose a new password: 15 minutes, once. Asked for an unknown address a row is written too, for nobody, so
-- that both take as long.
create table auth.password_reset (
    id           uuid primary key,
    account_id   uuid references auth.account (id),
    token_sha256 bytea not null unique check (length(token_sha256) = 32),
    recorded_at  timestamptz not null,
    expires_at   timestamptz not null,
    used_at      timestamptz
);
create index password_reset_account on auth.password_reset (account_id, recorded_at);

-- Another address for an account: confirmed from the new one, stopped or taken back from the old one.
create table auth.email_change (
    id             uuid primary key,
    account_id     uuid not null references auth.account (id),
    old_email      text not null,
    new_email      text not null check (new_email = lower(new_email) and position('@' in new_email) > 1),
    confirm_sha256 bytea not null unique check (length(confirm_sha256) = 32),
    cancel_sha256  bytea not null unique check (length(cancel_sha256) = 32),
    recorded_at    timestamptz not null,
    confirm_until  timestamptz not null,
    cancel_until   timestamptz not null,
    confirmed_at   timestamptz,
    cancelled_at   timestamptz
);
create index email_change_account on auth.email_change (account_id, recorded_at);

-- A code a supervisor shows in person: eight letters, the first four to find it by, the last four to prove it. Ten minutes,
-- one that lives per colleague, five wrong guesses.
create table auth.field_code (
    org_id      uuid not null references organisation (org_id),
    id          uuid not null,
    staff_id    uuid not null,
    made_by     uuid not null,
    selector    text not null check (selector ~ '^[A-Z]{4}$'),
    -- Keyed digest: four letters could be guessed from a plain one.
    secret_mac  bytea not null check (length(secret_mac) = 16),
    recorded_at timestamptz not null,
    expires_at  timestamptz not null,
    wrong       integer not null default 0 check (wrong between 0 and 5),
    used_at     timestamptz,
    dead_at     timestamptz,
    primary key (org_id, id),
    foreign key (org_id, staff_id) references staff_member (org_id, id),
    foreign key (org_id, made_by) references staff_member (org_id, id),
    check (made_by <> staff_id),
    check (num_nonnulls(used_at, dead_at) <= 1)
);
create unique index field_code_selector on auth.field_code (selector) where used_at is null and dead_at is null;
create unique index field_code_one_lives on auth.field_code (org_id, staff_id) where used_at is null and dead_at is null;
create index field_code_staff on auth.field_code (org_id, staff_id);
create index field_code_made_by on auth.field_code (org_id, made_by);
create index field_code_used on auth.field_code (selector, used_at) where used_at is not null;

-- So that what hangs on a sign-in hangs on one of its own organisation.
create unique index sign_in_org_id on auth.sign_in (org_id, id);

-- A phone that proves itself with its own key. Its tokens are those of one sign-in: ending that ends the device.
create table auth.device (
    org_id        uuid not null references organisation (org_id),
    id            uuid not null,
    staff_id      uuid not null,
    account_id    uuid not null references auth.account (id),
    sign_in_id    uuid not null,
    code_id       uuid not null,
    kind          text not null,
    key_algorithm text not null,
    public_key    bytea not null,
    enrolled_at   timestamptz not null,
    last_seen_at  timestamptz,
    revoked_at    timestamptz,
    -- Requests of the last minutes, as `milliseconds.nonce`: none is taken twice.
    recent        text[] not null default '{}',
    primary key (org_id, id),
    foreign key (org_id, staff_id) references staff_member (org_id, id),
    foreign key (org_id, sign_in_id) references auth.sign_in (org_id, id),
    foreign key (org_id, code_id) references auth.field_code (org_id, id),
    check ((key_algorithm = 'ed25519' and length(public_key) = 32) or (key_algorithm = 'p256' and length(public_key) = 65))
);
create unique index device_id on auth.device (id);
create unique index device_sign_in on auth.device (org_id, sign_in_id);
create unique index device_code on auth.device (org_id, code_id);
create index device_staff on auth.device (org_id, staff_id);
create index device_account on auth.device (account_id);

alter table ref.code no force row level security;
insert into ref.code (list, code, label, sort, sensitive) values
    ('device_kind', 'phone', 'Phone', 1, false),
    ('device_kind', 'tablet', 'Tablet', 2, false),
    ('device_kind', 'computer', 'Computer', 3, false),
    ('key_algorithm', 'ed25519', 'Ed25519 (RFC 8032)', 1, false),
    ('key_algorithm', 'p256', 'ECDSA on P-256 with SHA-256 (FIPS 186-5)', 2, false),
    ('audit_action', 'invite', 'Invited somebody', 201, false),
    ('audit_action', 'resend', 'Sent an invitation again', 202, false),
    ('audit_action', 'cancel', 'Cancelled', 203, false),
    ('audit_action', 'accept', 'Accepted an invitation', 204, false),
    ('audit_action', 'ask', 'Asked somebody to look', 205, false),
    ('audit_action', 'reset_password', 'Chose a new password by a mailed link', 206, false),
    ('audit_action', 'ask_email_change', 'Asked for another address', 207, false),
    ('audit_action', 'change_email', 'Changed their address', 208, false),
    ('audit_action', 'make_code', 'Made a code for a colleague''s device', 209, false),
    ('audit_action', 'enrol_device', 'Enrolled a device', 210, false),
    ('audit_action', 'revoke_device', 'Ended a device', 211, false),
    ('audit_action', 'end_work', 'Ended a colleague''s work here', 212, false);
alter table ref.code force row level security;
