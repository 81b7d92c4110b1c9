-- Group sessions: what makes a session one of a group, who is on its roll, and who came without being on it.

-- One-to-one sessions have none of this; the statement that logs them does not name these columns.
alter table session
    add column is_group  boolean not null default false,
    -- What stands on the roll. Says what was done, never who came.
    add column title     text,
    -- A closed roll is not marked any more.
    add column closed_at timestamptz,
    add column closed_by uuid;
alter table session add constraint session_only_groups_have_rolls
    check (is_group or (title is null and closed_at is null)) not valid;
alter table session validate constraint session_only_groups_have_rolls;
alter table session add constraint session_closed_by_somebody
    check ((closed_at is null) = (closed_by is null)) not valid;
alter table session validate constraint session_closed_by_somebody;
create index session_group_lead on session (org_id, lead_staff_id) where is_group;
create index session_group_day on session (org_id, held_on desc, id desc) where is_group;

-- A place on a roll. Not yet marked it is nothing but that: what counts is a participation, and it is written when she is
-- marked. So no figure can count a line nobody has marked.
create table roll_line (
    org_id       uuid not null,
    id           uuid not null,
    session_id   uuid not null,
    enrolment_id uuid not null,
    person_id    uuid not null,
    -- Copied from the session, for the policies.
    site_id      uuid not null,
    programme_id uuid not null,
    marked_at    timestamptz,
    marked_by    uuid,
    created_mac  bytea,
    row_version  integer not null default 1,
    recorded_at  timestamptz not null,
    recorded_by  uuid,
    voided_at    timestamptz,
    void_reason  text,
    primary key (org_id, id),
    foreign key (org_id, session_id) references session (org_id, id),
    foreign key (org_id, enrolment_id) references enrolment (org_id, id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id),
    check ((marked_at is null) = (marked_by is null))
);
create unique index roll_line_once on roll_line (org_id, session_id, person_id) where voided_at is null;
create index roll_line_session on roll_line (org_id, session_id);
create index roll_line_enrolment on roll_line (org_id, enrolment_id);
create index roll_line_person on roll_line (org_id, person_id);
create index roll_line_site on roll_line (org_id, site_id);
create index roll_line_programme on roll_line (org_id, programme_id);

-- Somebody who came and has no record, or none that anybody has found yet. Counts nowhere until she is matched.
create table walk_in (
    org_id          uuid not null,
    id              uuid not null,
    session_id      uuid not null,
    site_id         uuid not null,
    programme_id    uuid not null,
    -- What she called herself, sealed with a key of this row's own. Both are gone once she is matched or the entry is void.
    wrapped         bytea,
    nickname_enc    bytea,
    attendance      text not null,
    minutes         integer not null check (minutes between 0 and 1440),
    matched_line_id uuid,
    created_mac     bytea,
    row_version     integer not null default 1,
    recorded_at     timestamptz not null,
    recorded_by     uuid,
    voided_at       timestamptz,
    void_reason     text,
    primary key (org_id, id),
    foreign key (org_id, session_id) references session (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id),
    foreign key (org_id, matched_line_id) references roll_line (org_id, id),
    check ((wrapped is null) = (nickname_enc is null)),
    check ((matched_line_id is null and voided_at is null) = (nickname_enc is not null))
);
create index walk_in_session on walk_in (org_id, session_id);
create index walk_in_site on walk_in (org_id, site_id);
create index walk_in_programme on walk_in (org_id, programme_id);
create index walk_in_line on walk_in (org_id, matched_line_id);

alter table ref.code no force row level security;
insert into ref.code (list, code, label, sort, sensitive) values
    ('audit_action', 'mark', 'Marked who came', 71, false),
    ('audit_action', 'close', 'Closed a roll', 72, false),
    ('audit_action', 'reopen', 'Reopened a roll', 73, false),
    ('audit_action', 'match', 'Matched a walk-in', 74, false);
