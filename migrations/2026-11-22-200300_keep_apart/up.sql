-- Keep-apart pairs: two people who must not meet. No reason: there is no column for one (domain.md §2.8).
create table keep_apart (
    org_id      uuid not null,
    id          uuid not null,
    -- The two, in the order of their ids, so that a pair is one row.
    person_a    uuid not null,
    person_b    uuid not null,
    -- Their own sites when the pair was entered, for the policies.
    site_a      uuid not null,
    site_b      uuid not null,
    created_mac bytea,
    row_version integer not null default 1,
    recorded_at timestamptz not null,
    recorded_by uuid not null,
    voided_at   timestamptz,
    void_reason text,
    primary key (org_id, id),
    foreign key (org_id, person_a) references person (org_id, id),
    foreign key (org_id, person_b) references person (org_id, id),
    foreign key (org_id, site_a) references site (org_id, id),
    foreign key (org_id, site_b) references site (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id),
    constraint keep_apart_in_order check (person_a < person_b)
);
create unique index keep_apart_once on keep_apart (org_id, person_a, person_b) where voided_at is null;
create index keep_apart_a on keep_apart (org_id, person_a);
create index keep_apart_b on keep_apart (org_id, person_b);
create index keep_apart_site_a on keep_apart (org_id, site_a);
create index keep_apart_site_b on keep_apart (org_id, site_b);
create index keep_apart_by on keep_apart (org_id, recorded_by);
