-- Two records that were found to be one person: asked for by one, carried out by another, taken back within 30 days
-- (domain.md, appendix A: `merged_into`; docs/adr/0100).
create table person_merge (
    org_id          uuid not null,
    id              uuid not null,
    -- The record that stays, and the one whose rows move to it.
    kept_id         uuid not null,
    merged_id       uuid not null,
    -- Their home sites, copied for the policies.
    kept_site_id    uuid not null,
    merged_site_id  uuid not null,
    reason          text not null,
    state           text not null default 'asked',
    asked_by        uuid not null,
    asked_at        timestamptz not null,
    decided_by      uuid,
    decided_at      timestamptz,
    undone_by       uuid,
    undone_at       timestamptz,
    undo_reason     text,
    -- The quieter rules of the merged record hold for the kept one since.
    made_restricted boolean not null default false,
    created_mac     bytea,
    row_version     integer not null default 1,
    recorded_at     timestamptz not null,
    voided_at       timestamptz,
    void_reason     text,
    primary key (org_id, id),
    foreign key (org_id, kept_id) references person (org_id, id),
    foreign key (org_id, merged_id) references person (org_id, id),
    foreign key (org_id, kept_site_id) references site (org_id, id),
    foreign key (org_id, merged_site_id) references site (org_id, id),
    foreign key (org_id, asked_by) references staff_member (org_id, id),
    foreign key (org_id, decided_by) references staff_member (org_id, id),
    foreign key (org_id, undone_by) references staff_member (org_id, id),
    constraint person_merge_two_records check (kept_id <> merged_id),
    -- Refusing includes taking one's own request back; carrying it out does not.
    constraint person_merge_four_eyes check (state not in ('confirmed', 'undone') or decided_by <> asked_by),
    constraint person_merge_decided
        check (num_nonnulls(decided_by, decided_at) = case when state = 'asked' then 0 else 2 end),
    constraint person_merge_undone
        check (num_nonnulls(undone_by, undone_at, undo_reason) = case when state = 'undone' then 3 else 0 end)
);
-- Asked for once of two records, whichever is to stay.
create unique index person_merge_asked_once
    on person_merge (org_id, least(kept_id, merged_id), greatest(kept_id, merged_id))
    where state = 'asked' and voided_at is null;
create unique index person_merge_into_one on person_merge (org_id, merged_id)
    where state = 'confirmed' and voided_at is null;
create index person_merge_kept on person_merge (org_id, kept_id);
create index person_merge_merged on person_merge (org_id, merged_id);
create index person_merge_kept_site on person_merge (org_id, kept_site_id);
create index person_merge_merged_site on person_merge (org_id, merged_site_id);
create index person_merge_asked_by on person_merge (org_id, asked_by);
create index person_merge_decided_by on person_merge (org_id, decided_by);
create index person_merge_undone_by on person_merge (org_id, undone_by);

-- Which rows a merge moved, so that it can be taken back: ids, and the site a row was copied from. Nobody's to read but
-- the functions that merge: that a row lies behind a wall is told by its being here.
create table person_merge_row (
    org_id      uuid not null,
    merge_id    uuid not null,
    source      text not null,
    part        text not null,
    row_id      uuid not null,
    site_before uuid,
    recorded_at timestamptz not null,
    primary key (org_id, merge_id, source, part, row_id),
    foreign key (org_id, merge_id) references person_merge (org_id, id),
    foreign key (org_id, site_before) references site (org_id, id)
);
create index person_merge_row_site on person_merge_row (org_id, site_before);

-- Rows that point at each other and at the person move together.
alter table consent alter constraint consent_org_id_capacity_id_person_id_fkey deferrable initially immediate;
alter table disclosure alter constraint disclosure_org_id_consent_id_person_id_fkey deferrable initially immediate;
alter table enrolment alter constraint enrolment_previous_is_hers deferrable initially immediate;

-- Forced on the owner where the wall stands already; the wall is rebuilt, forced again, right after.
alter table ref.code no force row level security;

insert into ref.code (list, code, label, sort, sensitive) values
    ('merge_reason', 'same_paper', 'The same paper was shown for both', 1, false),
    ('merge_reason', 'same_number', 'The same number, and she confirmed it', 2, false),
    ('merge_reason', 'said_so', 'She says that she is both', 3, false),
    ('merge_reason', 'known_to_both', 'Those who work with both know her', 4, false),
    ('merge_reason', 'entered_twice', 'One intake was entered twice', 5, false),
    ('merge_undo_reason', 'two_people', 'They are two people after all', 1, false),
    ('merge_undo_reason', 'wrong_record', 'One of the two was the wrong record', 2, false),
    ('merge_undo_reason', 'she_objects', 'She objects', 3, false),
    ('merge_state', 'asked', 'Waits for a second person', 1, false),
    ('merge_state', 'refused', 'Refused, or taken back', 2, false),
    ('merge_state', 'confirmed', 'Carried out', 3, false),
    ('merge_state', 'undone', 'Undone', 4, false),
    ('audit_action', 'preview_merge', 'Looked at what a merge would do', 420, false),
    ('audit_action', 'merge', 'Merged two records of one person', 421, false),
    ('audit_action', 'undo_merge', 'Took two records apart again', 422, false);

alter table ref.code force row level security;
