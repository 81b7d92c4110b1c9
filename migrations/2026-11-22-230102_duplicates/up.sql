-- Two records with the same number: perhaps one person (design §4, domain.md DQ-04). Found in the background, so that whoever
-- enters a number cannot tell whether somebody she may not see has it.
create table possible_duplicate (
    org_id      uuid not null,
    id          uuid not null,
    -- In the order of their ids, so that a pair is one row.
    person_a    uuid not null,
    person_b    uuid not null,
    -- Their home sites, copied for the policies.
    site_a      uuid not null,
    site_b      uuid not null,
    found_by    text not null,
    found_at    timestamptz not null,
    outcome     text,
    decided_by  uuid,
    decided_at  timestamptz,
    row_version integer not null default 1,
    recorded_at timestamptz not null,
    voided_at   timestamptz,
    void_reason text,
    primary key (org_id, id),
    foreign key (org_id, person_a) references person (org_id, id),
    foreign key (org_id, person_b) references person (org_id, id),
    foreign key (org_id, site_a) references site (org_id, id),
    foreign key (org_id, site_b) references site (org_id, id),
    foreign key (org_id, decided_by) references staff_member (org_id, id),
    check (person_a < person_b),
    constraint possible_duplicate_decided check (num_nonnulls(outcome, decided_by, decided_at) in (0, 3))
);
-- Asked once of two records, however many numbers they share: what was decided stays decided.
create unique index possible_duplicate_once on possible_duplicate (org_id, person_a, person_b);
create index possible_duplicate_a on possible_duplicate (org_id, person_a);
create index possible_duplicate_b on possible_duplicate (org_id, person_b);
create index possible_duplicate_site_a on possible_duplicate (org_id, site_a);
create index possible_duplicate_site_b on possible_duplicate (org_id, site_b);
create index possible_duplicate_decided_by on possible_duplicate (org_id, decided_by);
create index possible_duplicate_open on possible_duplicate (org_id, found_at, id) where outcome is null and voided_at is null;

-- Forced on the owner where the wall stands already; the wall is rebuilt, forced again, right after.
alter table ref.code no force row level security;

insert into ref.code (list, code, label, sort, sensitive) values
    ('duplicate_ground', 'phone', 'The same phone number', 1, false),
    ('duplicate_ground', 'document', 'The same number of a paper', 2, false),
    ('duplicate_outcome', 'one_person', 'They are one person', 1, false),
    ('duplicate_outcome', 'two_people', 'They are two people', 2, false),
    ('job_kind', 'look_for_duplicates', 'Look who else has a number', 12, false),
    ('audit_action', 'judge_duplicate', 'Judged whether two records are one person', 402, false);

alter table ref.code force row level security;
