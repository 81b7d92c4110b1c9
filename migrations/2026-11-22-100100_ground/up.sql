-- Ground: schemas, code lists, accounts and sign-ins, organisation, sites, staff, role grants.
-- Policies, functions and privileges are not here: they are one replaceable set, rebuilt after every migration
-- (src/platform/db/replaceable/).

create schema auth;
create schema ref;
create schema access;

-- Code lists (domain.md §5). Read-only to the application.
create table ref.code (
    list        text not null,
    code        text not null check (code ~ '^[a-z0-9_-]+$'),
    label       text not null,
    sort        integer not null,
    sensitive   boolean not null default false,
    active_from date not null default date '2026-01-01',
    active_to   date,
    primary key (list, code)
);

-- An account is a person who signs in. Global: the e-mail is unique across organisations (design §5).
create table auth.account (
    id            uuid primary key,
    email         text not null check (email = lower(email) and position('@' in email) > 1),
    password_hash text not null,
    recorded_at   timestamptz not null,
    disabled_at   timestamptz
);
create unique index account_email on auth.account (email);

-- A sign-in is for one account in one organisation. Ended by `revoked_at` or `expires_at`, never deleted.
create table auth.sign_in (
    id          uuid primary key,
    account_id  uuid not null references auth.account (id),
    org_id      uuid not null,
    staff_id    uuid not null,
    issued_at   timestamptz not null,
    expires_at  timestamptz not null,
    revoked_at  timestamptz
);
create index sign_in_account on auth.sign_in (account_id);
create index sign_in_staff on auth.sign_in (org_id, staff_id);

create table organisation (
    org_id      uuid primary key,
    name        text not null check (length(name) between 1 and 200),
    country     text not null check (country ~ '^[A-Z]{2}$'),
    row_version integer not null default 1,
    recorded_at timestamptz not null,
    voided_at   timestamptz,
    void_reason text
);
alter table auth.sign_in add constraint sign_in_org_fk foreign key (org_id) references organisation (org_id);

-- Ages of majority and consent in one jurisdiction (domain.md §2.6). Unconfirmed rows open nothing.
create table jurisdiction_policy (
    org_id              uuid not null references organisation (org_id),
    id                  uuid not null,
    jurisdiction        text not null check (jurisdiction ~ '^[A-Z]{2}(-[A-Z0-9]{1,3})?$'),
    age_majority        integer not null check (age_majority between 12 and 25),
    age_service_consent integer not null check (age_service_consent between 5 and 25),
    age_data_consent    integer not null check (age_data_consent between 5 and 25),
    valid_from          date not null,
    confirmed_by        uuid,
    confirmed_at        timestamptz,
    created_mac         bytea,
    row_version         integer not null default 1,
    recorded_at         timestamptz not null,
    recorded_by         uuid,
    voided_at           timestamptz,
    void_reason         text,
    primary key (org_id, id),
    check ((confirmed_by is null) = (confirmed_at is null))
);
create unique index jurisdiction_policy_one_per_day on jurisdiction_policy (org_id, jurisdiction, valid_from) where voided_at is null;
create index jurisdiction_policy_confirmed_by on jurisdiction_policy (org_id, confirmed_by);

create table site (
    org_id       uuid not null references organisation (org_id),
    id           uuid not null,
    name         text not null check (length(name) between 1 and 120),
    time_zone    text not null,
    jurisdiction text not null check (jurisdiction ~ '^[A-Z]{2}(-[A-Z0-9]{1,3})?$'),
    -- The fixed publication region this site belongs to (disclosure.md §3.2); null: in no regional table.
    region       text check (region ~ '^[a-z0-9_-]{1,40}$'),
    created_mac  bytea,
    row_version  integer not null default 1,
    recorded_at  timestamptz not null,
    recorded_by  uuid,
    voided_at    timestamptz,
    void_reason  text,
    primary key (org_id, id)
);

-- A funder an organisation reports to. Its people sign in as `funder_viewer` staff rows that name it.
create table funder (
    org_id      uuid not null references organisation (org_id),
    id          uuid not null,
    name        text not null check (length(name) between 1 and 200),
    row_version integer not null default 1,
    recorded_at timestamptz not null,
    voided_at   timestamptz,
    void_reason text,
    primary key (org_id, id)
);

create table staff_member (
    org_id       uuid not null references organisation (org_id),
    id           uuid not null,
    account_id   uuid not null references auth.account (id),
    display_name text not null check (length(display_name) between 1 and 120),
    funder_id    uuid,
    caseload_cap numeric(5,1) not null default 25 check (caseload_cap > 0),
    ended_at     timestamptz,
    row_version  integer not null default 1,
    recorded_at  timestamptz not null,
    recorded_by  uuid,
    voided_at    timestamptz,
    void_reason  text,
    primary key (org_id, id),
    foreign key (org_id, funder_id) references funder (org_id, id)
);
create unique index staff_member_one_per_account on staff_member (org_id, account_id) where voided_at is null;
create index staff_member_account on staff_member (account_id);
create index staff_member_funder on staff_member (org_id, funder_id);
alter table auth.sign_in add constraint sign_in_staff_fk foreign key (org_id, staff_id) references staff_member (org_id, id);
alter table jurisdiction_policy add constraint jurisdiction_policy_confirmed_by_fk
    foreign key (org_id, confirmed_by) references staff_member (org_id, id);

create table programme (
    org_id       uuid not null references organisation (org_id),
    id           uuid not null,
    name         text not null check (length(name) between 1 and 120),
    strand       text not null,
    tier         text not null,
    -- Null: runs at every site of the organisation.
    site_id      uuid,
    created_mac  bytea,
    row_version  integer not null default 1,
    recorded_at  timestamptz not null,
    recorded_by  uuid,
    voided_at    timestamptz,
    void_reason  text,
    primary key (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id)
);
create index programme_site on programme (org_id, site_id);

-- Role x place. Both places null: the whole organisation (design §4).
create table role_grant (
    org_id       uuid not null references organisation (org_id),
    id           uuid not null,
    staff_id     uuid not null,
    role         text not null,
    site_id      uuid,
    programme_id uuid,
    granted_at   timestamptz not null,
    ended_at     timestamptz,
    created_mac  bytea,
    row_version  integer not null default 1,
    recorded_at  timestamptz not null,
    recorded_by  uuid,
    voided_at    timestamptz,
    void_reason  text,
    primary key (org_id, id),
    foreign key (org_id, staff_id) references staff_member (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id),
    check (num_nonnulls(site_id, programme_id) <= 1)
);
create index role_grant_live on role_grant (org_id, staff_id) where ended_at is null and voided_at is null;
create index role_grant_staff on role_grant (org_id, staff_id);
create index role_grant_site on role_grant (org_id, site_id);
create index role_grant_programme on role_grant (org_id, programme_id);

-- What an action POST answered, so that a repeated one answers the same. Never a body (design §5).
create table idempotency_key (
    org_id      uuid not null references organisation (org_id),
    staff_id    uuid not null,
    key         text not null check (length(key) between 8 and 200),
    operation   text not null,
    body_mac    bytea not null check (length(body_mac) = 16),
    status      integer not null,
    resource_id uuid,
    etag        text,
    recorded_at timestamptz not null,
    primary key (org_id, staff_id, key),
    foreign key (org_id, staff_id) references staff_member (org_id, id)
);

-- Who did or saw what. Insert and select only, for everyone but the owner. Names of fields, never values.
create table audit_event (
    org_id       uuid not null,
    id           uuid not null,
    at           timestamptz not null,
    staff_id     uuid,
    sign_in_id   uuid,
    request_id   text not null,
    action       text not null,
    object_type  text not null,
    object_id    uuid,
    -- The ids a list or search showed.
    shown_ids    uuid[] not null default '{}',
    fields       text[] not null default '{}',
    tier         text not null,
    primary key (org_id, at, id)
) partition by range (at);
create index audit_event_object on audit_event (org_id, object_id, at);
create index audit_event_staff on audit_event (org_id, staff_id, at);
create table audit_event_rest partition of audit_event default;
