-- What is written about a session is its author's to edit for a while (domain.md §5.19, [D] 24 hours); after that a
-- supervisor corrects it and says why. What stood there before stays (docs/adr/0120).

-- For how many hours who recorded a session, or marked somebody on a roll, may edit it.
alter table programme add column edit_hours integer not null default 24 check (edit_hours between 0 and 720);

-- What a session and one line in it said before a correction, and from when until when we knew it so: figures asked as they
-- were known are counted with it.
create table session_correction (
    org_id           uuid not null,
    id               uuid not null,
    session_id       uuid not null,
    participation_id uuid not null,
    -- Of a group, the line of the roll; its session is not corrected with it.
    roll_line_id     uuid,
    enrolment_id     uuid not null,
    programme_id     uuid not null,
    site_id          uuid not null,
    strand           text not null,
    held_on          date not null,
    attendance       text not null,
    minutes          integer not null check (minutes between 0 and 1440),
    kind             text,
    mode             text,
    status           text,
    starts_at        timestamptz,
    session_minutes  integer check (session_minutes between 1 and 1440),
    -- Were the words replaced too? The old ones are the note that was voided then.
    note_replaced    boolean not null default false,
    -- Why, as who supervises says; nothing while its author could still edit it.
    reason           text,
    -- When the line was first recorded, and the time in which this was what we knew: it ends with the correction, or before
    -- it where the line was void when it was marked again.
    first_recorded_at timestamptz not null,
    known_from       timestamptz not null,
    known_until      timestamptz not null,
    recorded_at      timestamptz not null,
    recorded_by      uuid not null,
    primary key (org_id, id),
    foreign key (org_id, session_id) references session (org_id, id),
    foreign key (org_id, participation_id) references participation (org_id, id),
    foreign key (org_id, roll_line_id) references roll_line (org_id, id),
    foreign key (org_id, enrolment_id) references enrolment (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id),
    constraint session_correction_of_one check ((roll_line_id is null)
        = (kind is not null and mode is not null and status is not null and starts_at is not null
           and session_minutes is not null)),
    check (known_from <= known_until and known_until <= recorded_at)
);
create index session_correction_session on session_correction (org_id, session_id, recorded_at);
create index session_correction_participation on session_correction (org_id, participation_id, recorded_at);
create index session_correction_roll_line on session_correction (org_id, roll_line_id);
create index session_correction_enrolment on session_correction (org_id, enrolment_id);
create index session_correction_programme on session_correction (org_id, programme_id);
create index session_correction_site on session_correction (org_id, site_id);
create index session_correction_author on session_correction (org_id, recorded_by);
create index session_correction_period on session_correction (org_id, held_on);

-- A concern comes in as a note and never is one: its words go to the vault (src/safeguarding).
alter table session_note add constraint session_note_is_no_concern check (kind <> 'safeguarding');

alter table ref.code no force row level security;
insert into ref.code (list, code, label, sort, sensitive) values
    ('case_note_kind', 'safeguarding', 'Concern for a child: goes to the safeguarding lead', 5, true),
    ('correction_reason', 'typed_wrong', 'It was typed wrong', 1, false),
    ('correction_reason', 'learned_later', 'We learned better later', 2, false),
    ('correction_reason', 'young_person_asked', 'The young person asked for it', 3, false),
    ('correction_reason', 'should_not_be_kept', 'It should not have been written down', 4, false);
alter table ref.code force row level security;
