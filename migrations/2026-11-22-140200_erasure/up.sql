-- Erasure: asked for by one person, decided by another (domain.md §6.8, security.md §3.18). What it did stands here and in a
-- ledger outside the database, so that a restored backup cannot bring anybody back.
create table erasure (
    org_id      uuid not null,
    id          uuid not null,
    person_id   uuid not null,
    -- The person's home site, for the policies.
    site_id     uuid not null,
    reason      text not null,
    state       text not null check (state in ('asked', 'refused', 'executed')),
    asked_by    uuid not null,
    asked_at    timestamptz not null,
    decided_by  uuid,
    decided_at  timestamptz,
    refusal     text,
    created_mac bytea,
    row_version integer not null default 1,
    recorded_at timestamptz not null,
    voided_at   timestamptz,
    void_reason text,
    primary key (org_id, id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, asked_by) references staff_member (org_id, id),
    foreign key (org_id, decided_by) references staff_member (org_id, id),
    -- Nobody approves their own request (domain.md §0 rule 8).
    constraint erasure_four_eyes check (decided_by is null or decided_by <> asked_by),
    constraint erasure_decided_whole check (
        (state = 'asked') = (decided_by is null)
        and (decided_by is null) = (decided_at is null)
        and (state = 'refused') = (refusal is not null))
);
create unique index erasure_asked_once on erasure (org_id, person_id, asked_by) where state = 'asked' and voided_at is null;
create index erasure_person on erasure (org_id, person_id);
create index erasure_site on erasure (org_id, site_id);
create index erasure_asked_by on erasure (org_id, asked_by);
create index erasure_decided_by on erasure (org_id, decided_by);

-- Where the wall stands already it is forced on the owner too, and nobody may add codes.
alter table ref.code no force row level security;

insert into ref.code (list, code, label, sort, sensitive) values
    -- erasure_reason: domain.md §6.8
    ('erasure_reason', 'asked_by_person', 'The young person asked for it', 1, false),
    ('erasure_reason', 'asked_by_guardian', 'Who answers for the young person asked for it', 2, false),
    ('erasure_reason', 'consent_withdrawn', 'Consent to keeping data was withdrawn', 3, false),
    ('erasure_reason', 'retention_over', 'The time for keeping it is over', 4, false),
    ('erasure_reason', 'entered_unlawfully', 'It should never have been entered', 5, false),
    -- erasure_refusal: domain.md §6.8, security.md §3.18 (legal hold wins)
    ('erasure_refusal', 'legal_hold', 'A legal hold forbids it', 1, false),
    ('erasure_refusal', 'legal_duty', 'The law asks us to keep it', 2, false),
    ('erasure_refusal', 'open_safeguarding_concern', 'A concern about her safety is open', 3, false),
    ('erasure_refusal', 'not_entitled', 'Whoever asked may not ask this for her', 4, false),
    ('erasure_refusal', 'asked_by_mistake', 'It was asked by mistake', 5, false),
    -- audit_action: security.md §3.18
    ('audit_action', 'erase', 'Erased a person', 40, false),
    ('audit_action', 'refuse', 'Refused a request', 41, false);

alter table ref.code force row level security;
