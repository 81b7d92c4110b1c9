-- People: a pseudonymous record, a sealed identity, their keys, and what they agreed to.

create table person (
    org_id         uuid not null references organisation (org_id),
    id             uuid not null,
    -- Shown on paper and screens instead of a name; random, not derived from anything (domain.md §6.3).
    public_code    text not null check (public_code ~ '^[A-HJ-NP-Z2-9]{6}$'),
    home_site_id   uuid not null,
    birth_year     integer check (birth_year between 1930 and 2100),
    age_on_entry   integer check (age_on_entry between 0 and 99),
    -- First day of the month after the one in which the person comes of age: a day would be the birth date, and a guard
    -- that errs must err on the side of protection. Null: the age is not known, and she counts as a minor.
    is_minor_until date check (extract(day from is_minor_until) = 1),
    gender_identity text,
    gender_missing  text,
    language       text not null check (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
    identity_tier  text not null,
    display_mode   text not null default 'normal',
    erased_at      timestamptz,
    created_mac    bytea,
    row_version    integer not null default 1,
    recorded_at    timestamptz not null,
    recorded_by    uuid,
    recorded_via   text not null,
    voided_at      timestamptz,
    void_reason    text,
    primary key (org_id, id),
    foreign key (org_id, home_site_id) references site (org_id, id),
    check (num_nonnulls(gender_identity, gender_missing) = 1)
);
create unique index person_public_code on person (org_id, public_code);
create index person_home_site on person (org_id, home_site_id, id);
create index person_recorded_by on person (org_id, recorded_by, recorded_at);

-- The person's data key, wrapped by a key-encryption key that is not in the database. Destroying it is erasure.
create table person_key (
    org_id      uuid not null,
    person_id   uuid not null,
    site_id     uuid not null,
    wrapped     bytea,
    destroyed_at timestamptz,
    recorded_at timestamptz not null,
    primary key (org_id, person_id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    check ((wrapped is null) = (destroyed_at is not null))
);
create index person_key_site on person_key (org_id, site_id);

create table person_identity (
    org_id         uuid not null,
    person_id      uuid not null,
    site_id        uuid not null,
    legal_name_enc bytea,
    known_as_enc   bytea,
    birth_date_enc bytea,
    birth_date_quality text not null,
    row_version    integer not null default 1,
    recorded_at    timestamptz not null,
    recorded_by    uuid,
    voided_at      timestamptz,
    void_reason    text,
    primary key (org_id, person_id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id)
);
create index person_identity_site on person_identity (org_id, site_id);

-- Consent is a row of dated decisions; the latest of a kind is in force (domain.md §2.6, §5.12).
create table consent (
    org_id          uuid not null,
    id              uuid not null,
    person_id       uuid not null,
    site_id         uuid not null,
    kind            text not null,
    status          text not null,
    giver           text not null,
    legal_basis     text not null,
    text_version    text not null check (length(text_version) between 1 and 60),
    language        text not null check (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
    method          text not null,
    limits_explained boolean not null,
    occurred_at     timestamptz not null,
    expires_on      date,
    created_mac     bytea,
    row_version     integer not null default 1,
    recorded_at     timestamptz not null,
    recorded_by     uuid,
    recorded_via    text not null,
    voided_at       timestamptz,
    void_reason     text,
    primary key (org_id, id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id)
);
create index consent_person on consent (org_id, person_id, kind, occurred_at desc);
create index consent_site on consent (org_id, site_id);
