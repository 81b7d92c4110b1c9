-- Who somebody is to whom: family, guardians, partners. Never a tie to a group (domain.md §6.2, appendix A).
create table person_relationship (
    org_id          uuid not null,
    id              uuid not null,
    person_id       uuid not null,
    -- Her home site, copied for the policies.
    site_id         uuid not null,
    kind            text not null,
    -- Somebody who has a record here, and her home site; or somebody named, sealed with the person's key.
    other_person_id uuid,
    other_site_id   uuid,
    other_label_enc bytea,
    legal_guardian  boolean not null,
    lives_with      boolean not null,
    -- Linked to those she must be safe from: guardians no longer answer for her (domain.md §2.6 rule 2).
    guardian_unsafe boolean not null,
    partner_unsafe  boolean not null,
    valid_from      date not null,
    valid_to        date check (valid_to >= valid_from),
    created_mac     bytea,
    row_version     integer not null default 1,
    recorded_at     timestamptz not null,
    recorded_by     uuid not null,
    voided_at       timestamptz,
    void_reason     text,
    primary key (org_id, id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, other_person_id) references person (org_id, id),
    foreign key (org_id, other_site_id) references site (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id),
    check (num_nonnulls(other_person_id, other_label_enc) = 1),
    check ((other_person_id is null) = (other_site_id is null)),
    check (other_person_id <> person_id),
    check (not guardian_unsafe or kind = 'guardian' or legal_guardian),
    check (not partner_unsafe or kind = 'partner')
);
create index person_relationship_person on person_relationship (org_id, person_id);
create index person_relationship_site on person_relationship (org_id, site_id);
create index person_relationship_other on person_relationship (org_id, other_person_id);
create index person_relationship_other_site on person_relationship (org_id, other_site_id);
create index person_relationship_recorded_by on person_relationship (org_id, recorded_by);

-- Forced on the owner where the wall stands already; the wall is rebuilt, forced again, right after.
alter table ref.code no force row level security;

insert into ref.code (list, code, label, sort, sensitive) values
    -- relationship_kind: domain.md, appendix A
    ('relationship_kind', 'family', 'Family', 1, false),
    ('relationship_kind', 'guardian', 'Guardian', 2, false),
    ('relationship_kind', 'partner', 'Partner', 3, false),
    ('relationship_kind', 'child', 'Her child', 4, false),
    ('relationship_kind', 'trusted_adult', 'An adult she trusts', 5, false);

alter table ref.code force row level security;
