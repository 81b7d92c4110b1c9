-- The course of an enrolment (domain.md §2.2, §2.20): pauses, what was found when somebody left, a leaving that is taken back,
-- and who went before in the same programme.

-- Forced on the owner where the wall stands already; the wall is rebuilt, forced again, right after.
alter table ref.code no force row level security;
alter table enrolment_event no force row level security;

alter table enrolment
    -- The first day of the pause that holds, or that held when she left.
    add column paused_on date,
    add constraint enrolment_paused_inside check (paused_on >= enrolled_on and exited_on >= paused_on);
create unique index enrolment_of_person on enrolment (org_id, id, person_id);
-- Who comes back continues her own story and nobody else's.
alter table enrolment
    drop constraint enrolment_org_id_previous_enrolment_id_fkey,
    add constraint enrolment_previous_is_hers foreign key (org_id, previous_enrolment_id, person_id)
        references enrolment (org_id, id, person_id);
drop index enrolment_previous;
create index enrolment_previous on enrolment (org_id, previous_enrolment_id, person_id);

alter table enrolment_event
    -- A pause ends or is looked at again by this day. Why she pauses is sealed: see enrolment_restricted.
    add column review_by date,
    -- The exit that this event takes back, and why.
    add column undoes uuid,
    add column undo_reason text,
    add foreign key (org_id, undoes) references enrolment_event (org_id, id),
    add constraint enrolment_event_review check (
        (review_by is not null) = (to_status = 'paused' and undoes is null)
        and review_by - occurred_on between 1 and 60),
    add constraint enrolment_event_undo check ((undoes is null) = (undo_reason is null));
create unique index enrolment_event_undone_once on enrolment_event (org_id, undoes);
create index enrolment_event_pause on enrolment_event (org_id, enrolment_id, occurred_on) where 'paused' in (from_status, to_status);

-- An assignment that ended because the enrolment did comes back with it.
alter table assignment
    add column ended_with uuid,
    add foreign key (org_id, ended_with) references enrolment_event (org_id, id),
    add constraint assignment_ended_with check (ended_with is null or ended_at is not null);
create index assignment_ended_with_event on assignment (org_id, ended_with);

-- What would mark somebody if every C2 reader knew it (design §5): why she pauses (illness, custody, danger), and the reason
-- she left for where the event shows another. Sealed with her key.
create table enrolment_restricted (
    org_id       uuid not null,
    event_id     uuid not null,
    enrolment_id uuid not null,
    person_id    uuid not null,
    -- Copied from the enrolment, for the policies.
    site_id      uuid not null,
    programme_id uuid not null,
    true_reason_enc bytea not null,
    recorded_at  timestamptz not null,
    recorded_by  uuid not null,
    primary key (org_id, event_id),
    foreign key (org_id, event_id) references enrolment_event (org_id, id),
    foreign key (org_id, enrolment_id) references enrolment (org_id, id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id)
);
create index enrolment_restricted_enrolment on enrolment_restricted (org_id, enrolment_id);
create index enrolment_restricted_person on enrolment_restricted (org_id, person_id);
create index enrolment_restricted_site on enrolment_restricted (org_id, site_id);
create index enrolment_restricted_programme on enrolment_restricted (org_id, programme_id);
create index enrolment_restricted_author on enrolment_restricted (org_id, recorded_by);

-- What was found when she left: a value, or why there is none (domain.md §2.20, §5.1). Reason, interview and aftercare stand
-- with the event. Who reads C2 does not read this: where she lives and works says more of her than that she left.
create table exit_record (
    org_id       uuid not null,
    event_id     uuid not null,
    enrolment_id uuid not null,
    person_id    uuid not null,
    -- Copied from the enrolment, for the policies.
    site_id      uuid not null,
    programme_id uuid not null,
    initiator                 text,
    initiator_missing         text,
    planned                   boolean,
    planned_missing           text,
    living_situation          text,
    living_situation_missing  text,
    school_status             text,
    school_status_missing     text,
    employment_status         text,
    employment_status_missing text,
    satisfaction              integer check (satisfaction between 1 and 5),
    satisfaction_missing      text,
    safe_to_follow_up         boolean,
    safe_to_follow_up_missing text,
    safe_contact_rule         text,
    recorded_at  timestamptz not null,
    recorded_by  uuid,
    primary key (org_id, event_id),
    foreign key (org_id, event_id) references enrolment_event (org_id, id),
    foreign key (org_id, enrolment_id) references enrolment (org_id, id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id),
    constraint exit_record_value_or_reason check (
        num_nonnulls(initiator, initiator_missing) = 1
        and num_nonnulls(planned, planned_missing) = 1
        and num_nonnulls(living_situation, living_situation_missing) = 1
        and num_nonnulls(school_status, school_status_missing) = 1
        and num_nonnulls(employment_status, employment_status_missing) = 1
        and num_nonnulls(satisfaction, satisfaction_missing) = 1
        and num_nonnulls(safe_to_follow_up, safe_to_follow_up_missing) = 1),
    -- How to reach her safely is said where it is safe to, and only there.
    constraint exit_record_safe_contact check ((safe_contact_rule is not null) = coalesce(safe_to_follow_up, false))
);
create index exit_record_enrolment on exit_record (org_id, enrolment_id);
create index exit_record_person on exit_record (org_id, person_id);
create index exit_record_site on exit_record (org_id, site_id);
create index exit_record_programme on exit_record (org_id, programme_id);

-- Of exits recorded before this was asked.
insert into exit_record (org_id, event_id, enrolment_id, person_id, site_id, programme_id, initiator_missing, planned_missing,
                         living_situation_missing, school_status_missing, employment_status_missing, satisfaction_missing,
                         safe_to_follow_up_missing, recorded_at, recorded_by)
select v.org_id, v.id, v.enrolment_id, e.person_id, v.site_id, v.programme_id, 'not_asked', 'not_asked', 'not_asked',
       'not_asked', 'not_asked', 'not_asked', 'not_asked', v.recorded_at, v.recorded_by
from enrolment_event v
join enrolment e on e.org_id = v.org_id and e.id = v.enrolment_id
where v.to_status = 'exited';

insert into ref.code (list, code, label, sort, sensitive) values
    -- pause_reason: domain.md §2.2
    ('pause_reason', 'custody', 'In custody', 1, true),
    ('pause_reason', 'relocation', 'Moved for now', 2, true),
    ('pause_reason', 'illness', 'Illness', 3, true),
    ('pause_reason', 'safety', 'Safety', 4, true),
    ('pause_reason', 'other', 'Another reason', 5, false),
    -- exit_initiator: domain.md §2.20
    ('exit_initiator', 'person', 'The young person', 1, false),
    ('exit_initiator', 'programme', 'The programme', 2, false),
    ('exit_initiator', 'authority', 'An authority', 3, false),
    ('exit_initiator', 'other', 'Somebody else', 4, false),
    -- living_situation: domain.md §5.6
    ('living_situation', 'with_parents', 'With parents', 1, false),
    ('living_situation', 'with_relatives', 'With relatives', 2, false),
    ('living_situation', 'with_partner_or_own_family', 'With a partner or a family of their own', 3, false),
    ('living_situation', 'with_friends_temporary', 'With friends, for a while', 4, false),
    ('living_situation', 'foster_care', 'In foster care', 5, false),
    ('living_situation', 'residential_care', 'In a home or group home', 6, false),
    ('living_situation', 'independent_renting', 'In a rented place of their own', 7, false),
    ('living_situation', 'supported_or_transitional', 'In supported or transitional housing', 8, false),
    ('living_situation', 'host_home', 'In a host home', 9, false),
    ('living_situation', 'shelter_emergency', 'In an emergency shelter', 10, false),
    ('living_situation', 'hotel_paid', 'In a paid hotel', 11, false),
    ('living_situation', 'street_or_not_habitable', 'On the street or where nobody should live', 12, false),
    ('living_situation', 'hospital_or_treatment', 'In hospital or treatment', 13, true),
    ('living_situation', 'custody', 'In custody', 14, true),
    ('living_situation', 'protected_location', 'In a protected place', 15, true),
    ('living_situation', 'child_headed_household', 'In a household headed by a child', 16, false),
    ('living_situation', 'other', 'Elsewhere', 17, false),
    -- school_status: domain.md §5.7
    ('school_status', 'attending_regularly', 'Goes to school regularly', 1, false),
    ('school_status', 'attending_irregularly', 'Goes to school now and then', 2, false),
    ('school_status', 'graduated', 'Finished school', 3, false),
    ('school_status', 'equivalency_obtained', 'Has an equivalent certificate', 4, false),
    ('school_status', 'dropped_out', 'Left school early', 5, false),
    ('school_status', 'suspended', 'Suspended', 6, false),
    ('school_status', 'expelled', 'Expelled', 7, false),
    ('school_status', 'never_enrolled', 'Never went to school', 8, false),
    ('school_status', 'not_school_age', 'Not of school age', 9, false),
    ('school_status', 'home_or_alternative', 'Taught at home or otherwise', 10, false),
    ('school_status', 'in_custody_education', 'Taught in custody', 11, true),
    -- employment_status: domain.md §5.7
    ('employment_status', 'employed_full_time', 'Employed full time', 1, false),
    ('employment_status', 'employed_part_time', 'Employed part time', 2, false),
    ('employment_status', 'seasonal_or_day', 'Seasonal or day work', 3, false),
    ('employment_status', 'self_employed', 'Self-employed', 4, false),
    ('employment_status', 'subsidised_or_transitional', 'In a subsidised or transitional job', 5, false),
    ('employment_status', 'apprenticeship', 'In an apprenticeship', 6, false),
    ('employment_status', 'unemployed_looking', 'Without work, looking', 7, false),
    ('employment_status', 'unable_to_work', 'Unable to work', 8, false),
    ('employment_status', 'not_looking', 'Not looking for work', 9, false),
    ('employment_status', 'unpaid_family_work', 'Unpaid work in the family', 10, false),
    ('employment_status', 'informal_work', 'Informal work', 11, false),
    ('employment_status', 'illicit_income_only', 'Illicit income only', 12, true),
    ('employment_status', 'in_education_only', 'In education only', 13, false),
    -- safe_contact_rule: domain.md §2.20; how she may be reached after she left
    ('safe_contact_rule', 'any_safe_contact', 'By any contact that is marked safe', 1, false),
    ('safe_contact_rule', 'message_first', 'Write first, call when answered', 2, false),
    ('safe_contact_rule', 'never_leave_messages', 'Call, and leave no message', 3, false),
    ('safe_contact_rule', 'through_trusted_person', 'Through the trusted person only', 4, false),
    ('safe_contact_rule', 'in_person_only', 'In person only', 5, false),
    ('safe_contact_rule', 'they_contact_us', 'They contact us; we do not', 6, false),
    ('job_kind', 'end_assignments', 'End the assignments of who has left', 10, false),
    ('audit_action', 'pause', 'Paused an enrolment', 160, false),
    ('audit_action', 'resume', 'Went on after a pause', 161, false),
    ('audit_action', 'undo_exit', 'Took back that somebody left', 162, false);

alter table ref.code force row level security;
alter table enrolment_event force row level security;
