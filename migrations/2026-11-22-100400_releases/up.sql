-- Releases: frozen, signed, chained tables for funders (disclosure.md §3.5). No true count is stored anywhere here.

create schema sdc;

create table sdc.release (
    org_id            uuid not null references organisation (org_id),
    id                uuid not null,
    indicator         text not null,
    programme_version text not null,
    period            text not null check (period ~ '^[0-9]{4}$'),
    generation        integer not null check (generation between 1 and 3),
    mechanism         text not null check (mechanism = 'kdl-1'),
    snapshot_tag      bytea not null check (length(snapshot_tag) = 32),
    -- Which region each site counted in: a later release must not cut the same ground otherwise (disclosure.md §3.2).
    geography         jsonb not null,
    state             text not null check (state in ('draft', 'audited', 'rejected', 'approved', 'published', 'withdrawn')),
    drafted_by        uuid not null,
    drafted_at        timestamptz not null,
    -- What will be published, canonical JSON (RFC 8785), fixed when drafted.
    content           text not null,
    content_sha256    bytea not null check (length(content_sha256) = 32),
    audit             jsonb,
    audit_sha256      bytea check (length(audit_sha256) = 32),
    decided_by        uuid,
    decided_at        timestamptz,
    reject_reason     text,
    published_by      uuid,
    published_at      timestamptz,
    -- The published file, byte for byte as everyone downloads it.
    file              text,
    public_key        bytea check (length(public_key) = 32),
    signature         bytea check (length(signature) = 64),
    created_mac       bytea,
    row_version       integer not null default 1,
    recorded_at       timestamptz not null,
    voided_at         timestamptz,
    void_reason       text,
    primary key (org_id, id),
    foreign key (org_id, drafted_by) references staff_member (org_id, id),
    foreign key (org_id, decided_by) references staff_member (org_id, id),
    foreign key (org_id, published_by) references staff_member (org_id, id),
    -- Nobody approves their own request (domain.md §0 rule 8).
    constraint release_four_eyes check (
        (decided_by is null or decided_by <> drafted_by) and (published_by is null or published_by <> drafted_by)),
    -- Nothing is approved that the gates did not pass.
    constraint release_audited_first check (
        state in ('draft', 'rejected') or coalesce((audit ->> 'passed')::boolean, false)),
    constraint release_decided_whole check (
        (state in ('draft', 'audited')) = (decided_by is null)
        and (decided_by is null) = (decided_at is null)
        and (state = 'rejected') = (reject_reason is not null)),
    constraint release_published_whole check (
        (state in ('published', 'withdrawn')) = (published_at is not null)
        and num_nonnulls(published_by, published_at, file, public_key, signature) in (0, 5)),
    constraint release_generation_once unique (org_id, indicator, period, programme_version, generation)
);
create unique index release_published_once on sdc.release (org_id, indicator, period) where state = 'published';
create index release_drafted_by on sdc.release (org_id, drafted_by);
create index release_decided_by on sdc.release (org_id, decided_by);
create index release_published_by on sdc.release (org_id, published_by);
create index release_drafted_at on sdc.release (org_id, drafted_at desc, id desc);

create table sdc.release_cell (
    org_id     uuid not null,
    release_id uuid not null,
    predicate  text not null,
    profile    text not null check (profile in ('std', 'high')),
    -- Null: withheld. Never below the profile's threshold, always a multiple of 5.
    published  integer check (published is null or (published % 5 = 0 and published >= 25)),
    primary key (org_id, release_id, predicate),
    foreign key (org_id, release_id) references sdc.release (org_id, id),
    check (profile <> 'high' or published is null or published >= 40)
);

-- Which funders a release is for. All of them get the same bytes.
create table sdc.release_recipient (
    org_id     uuid not null,
    release_id uuid not null,
    funder_id  uuid not null,
    recorded_at timestamptz not null,
    primary key (org_id, release_id, funder_id),
    foreign key (org_id, release_id) references sdc.release (org_id, id),
    foreign key (org_id, funder_id) references funder (org_id, id)
);
create index release_recipient_funder on sdc.release_recipient (org_id, funder_id);

-- Once per lifetime, enforced by the key.
create table sdc.counted (
    org_id     uuid not null,
    person_id  uuid not null,
    indicator  text not null,
    period     text not null,
    release_id uuid not null,
    primary key (org_id, person_id, indicator),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, release_id) references sdc.release (org_id, id)
);
create index counted_release on sdc.counted (org_id, release_id);

-- Privacy spent per person over a lifetime (disclosure.md §3.2). Never refunded.
create table sdc.budget (
    org_id    uuid not null,
    person_id uuid not null,
    epsilon   numeric(6,3) not null check (epsilon between 0 and 6),
    delta     numeric(12,9) not null check (delta between 0 and 0.002),
    primary key (org_id, person_id),
    foreign key (org_id, person_id) references person (org_id, id)
);

-- Everything that was done to any release, for those inside. Append-only, chained per organisation:
-- sha256 = SHA-256(prev_sha256 || body), the body canonical JSON; the first link follows 32 zero bytes.
create table sdc.event (
    org_id      uuid not null,
    seq         bigint not null check (seq >= 1),
    release_id  uuid not null,
    at          timestamptz not null,
    staff_id    uuid not null,
    kind        text not null,
    body        text not null,
    prev_sha256 bytea not null check (length(prev_sha256) = 32),
    sha256      bytea not null check (length(sha256) = 32),
    primary key (org_id, seq),
    foreign key (org_id, release_id) references sdc.release (org_id, id),
    foreign key (org_id, staff_id) references staff_member (org_id, id)
);
create index event_release on sdc.event (org_id, release_id);
create index event_staff on sdc.event (org_id, staff_id);

-- What the outside sees of it: one link for each published release, chained the same way. Every published file carries
-- the chain up to itself.
create table sdc.publication (
    org_id      uuid not null,
    seq         bigint not null check (seq >= 1),
    release_id  uuid not null,
    body        text not null,
    prev_sha256 bytea not null check (length(prev_sha256) = 32),
    sha256      bytea not null check (length(sha256) = 32),
    primary key (org_id, seq),
    foreign key (org_id, release_id) references sdc.release (org_id, id)
);
create index publication_release on sdc.publication (org_id, release_id);

create table sdc.download (
    org_id         uuid not null,
    id             uuid not null,
    release_id     uuid not null,
    staff_id       uuid not null,
    at             timestamptz not null,
    format         text not null check (format in ('json', 'csv')),
    file_sha256    bytea not null check (length(file_sha256) = 32),
    content_sha256 bytea not null check (length(content_sha256) = 32),
    primary key (org_id, id),
    foreign key (org_id, release_id) references sdc.release (org_id, id),
    foreign key (org_id, staff_id) references staff_member (org_id, id)
);
create index download_release on sdc.download (org_id, release_id);
create index download_staff on sdc.download (org_id, staff_id);

-- Where the wall stands already it is forced on the owner too, and nobody may add codes.
alter table ref.code no force row level security;

insert into ref.code (list, code, label, sort, sensitive) values
    -- release_indicator: disclosure.md §3.2
    ('release_indicator', 'enrolled_first', 'Enrolled for the first time', 1, false),
    -- release_reject_reason
    ('release_reject_reason', 'figures_look_wrong', 'The figures look wrong', 1, false),
    ('release_reject_reason', 'risk_to_someone', 'It could put somebody at risk', 2, false),
    ('release_reject_reason', 'wrong_recipients', 'It names the wrong funders', 3, false),
    ('release_reject_reason', 'not_needed', 'It is not needed', 4, false);

alter table ref.code force row level security;
