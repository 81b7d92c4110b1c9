-- Referral in: somebody asks that a young person be taken into a programme (domain.md §2.2, §2.3).

create table referral_in (
    org_id         uuid not null,
    id             uuid not null,
    person_id      uuid not null,
    programme_id   uuid not null,
    -- Where it is worked on: one of the person's own places.
    site_id        uuid not null,
    -- Of all who asked: the most binding mandate, the most urgent call, every reason.
    mandate        text not null,
    urgency        text not null,
    reasons        text[] not null check (cardinality(reasons) between 1 and 12),
    agreed         text not null,
    received_at    timestamptz not null,
    contact_safety text not null,
    -- Where it stands, and the moments indicators ask for: written with the event that causes them.
    state            text not null,
    moved_at         timestamptz not null,
    triaged_at       timestamptz,
    first_attempt_at timestamptz,
    first_contact_at timestamptz,
    ended_at         timestamptz,
    -- The last day of its clock, at the site; and the same while something is still due by then, else null.
    due_on         date not null,
    waits_until    date,
    row_version    integer not null default 1,
    recorded_at    timestamptz not null,
    recorded_by    uuid,
    recorded_via   text not null,
    voided_at      timestamptz,
    void_reason    text,
    primary key (org_id, id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    check (triaged_at >= received_at and first_attempt_at >= received_at and ended_at >= received_at),
    check (first_contact_at >= first_attempt_at),
    constraint referral_in_ended check ((ended_at is not null) = (state in ('redirected', 'closed'))),
    constraint referral_in_waits check (ended_at is null or waits_until is null)
);
create unique index referral_in_one_open on referral_in (org_id, person_id, programme_id)
    where ended_at is null and voided_at is null;
create index referral_in_person on referral_in (org_id, person_id, programme_id, received_at);
create index referral_in_programme on referral_in (org_id, programme_id, received_at);
create index referral_in_site on referral_in (org_id, site_id, received_at);
create index referral_in_queue on referral_in (org_id, coalesce(waits_until, 'infinity'), id)
    where ended_at is null and voided_at is null;
create index referral_in_recorded_by on referral_in (org_id, recorded_by);

-- Everybody who asked. A second one for the same person and programme is the same referral (domain.md §2.3).
create table referral_source (
    org_id      uuid not null,
    id          uuid not null,
    referral_id uuid not null,
    person_id   uuid not null,
    -- Copied from the referral, for the policies.
    site_id     uuid not null,
    source      text not null,
    organisation text check (length(organisation) between 1 and 120),
    referrer_name_enc bytea,
    mandate     text not null,
    urgency     text not null,
    agreed      text not null,
    received_at timestamptz not null,
    created_mac bytea,
    recorded_at timestamptz not null,
    recorded_by uuid not null,
    primary key (org_id, id),
    foreign key (org_id, referral_id) references referral_in (org_id, id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id)
);
create index referral_source_referral on referral_source (org_id, referral_id, received_at);
create index referral_source_person on referral_source (org_id, person_id);
create index referral_source_site on referral_source (org_id, site_id);
create index referral_source_recorded_by on referral_source (org_id, recorded_by, person_id);
create index referral_source_author on referral_source (org_id, recorded_by);

-- What was done about it, step by step.
create table referral_event (
    org_id      uuid not null,
    id          uuid not null,
    referral_id uuid not null,
    -- Copied from the referral, for the policies.
    site_id     uuid not null,
    step        text not null,
    to_state    text not null,
    reason      text,
    occurred_at timestamptz not null,
    recorded_at timestamptz not null,
    recorded_by uuid not null,
    primary key (org_id, id),
    foreign key (org_id, referral_id) references referral_in (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id),
    constraint referral_event_reason check (step not in ('redirected', 'closed') or reason is not null)
);
create index referral_event_referral on referral_event (org_id, referral_id, recorded_at);
create index referral_event_site on referral_event (org_id, site_id);
create index referral_event_recorded_by on referral_event (org_id, recorded_by);

-- Where the wall stands already it is forced on the owner too, and nobody may add codes.
alter table ref.code no force row level security;

insert into ref.code (list, code, label, sort, sensitive) values
    -- referral_source: domain.md §5.9
    ('referral_source', 'self', 'The young person', 1, false),
    ('referral_source', 'family_or_friend', 'Family or a friend', 2, false),
    ('referral_source', 'outreach_worker', 'An outreach worker', 3, false),
    ('referral_source', 'peer_participant', 'Somebody in a programme', 4, false),
    ('referral_source', 'school', 'A school', 5, false),
    ('referral_source', 'child_protection', 'Child protection', 6, true),
    ('referral_source', 'juvenile_justice', 'Juvenile justice', 7, true),
    ('referral_source', 'probation_parole', 'Probation or parole', 8, true),
    ('referral_source', 'police', 'Police', 9, true),
    ('referral_source', 'prosecutor', 'A prosecutor', 10, true),
    ('referral_source', 'court', 'A court', 11, true),
    ('referral_source', 'prison_or_detention', 'A prison or place of detention', 12, true),
    ('referral_source', 'hospital_trauma', 'A hospital, after an injury', 13, true),
    ('referral_source', 'mental_health_service', 'A mental health service', 14, true),
    ('referral_source', 'shelter', 'A shelter', 15, true),
    ('referral_source', 'residential_project', 'A residential project', 16, false),
    ('referral_source', 'hotline', 'A hotline', 17, false),
    ('referral_source', 'faith_group', 'A faith group', 18, false),
    ('referral_source', 'community_leader', 'A community leader', 19, false),
    ('referral_source', 'employer_training_provider', 'An employer or training provider', 20, false),
    ('referral_source', 'social_media_online', 'Online', 21, false),
    ('referral_source', 'partner_ngo', 'Another organisation', 22, false),
    ('referral_source', 'government_other', 'Another public office', 23, false),
    ('referral_source', 'data_driven_list', 'A list made from data', 24, true),
    ('referral_source', 'other', 'Somebody else', 25, false),
    -- referral_mandate: domain.md §5.9
    ('referral_mandate', 'voluntary', 'Of their own will', 1, false),
    ('referral_mandate', 'parental_insistence', 'Parents insist', 2, false),
    ('referral_mandate', 'supervision_condition', 'A condition of supervision', 3, true),
    ('referral_mandate', 'diversion_condition', 'A condition of diversion', 4, true),
    ('referral_mandate', 'court_ordered', 'Ordered by a court', 5, true),
    -- referral_urgency: domain.md §2.2
    ('referral_urgency', 'immediate', 'The same day', 1, false),
    ('referral_urgency', 'urgent', 'Within 2 days', 2, false),
    ('referral_urgency', 'routine', 'Within 7 days', 3, false),
    -- referral_reason: what they hope for. Words every reader of the place may know (design §5).
    ('referral_reason', 'school', 'School', 1, false),
    ('referral_reason', 'work', 'Work', 2, false),
    ('referral_reason', 'training', 'Training', 3, false),
    ('referral_reason', 'family', 'Family', 4, false),
    ('referral_reason', 'housing', 'A place to live', 5, false),
    ('referral_reason', 'safety', 'Safety', 6, false),
    ('referral_reason', 'wellbeing', 'Health and wellbeing', 7, false),
    ('referral_reason', 'leisure', 'Sport, culture and friends', 8, false),
    ('referral_reason', 'guidance', 'Somebody to talk to', 9, false),
    ('referral_reason', 'documents', 'Papers', 10, false),
    ('referral_reason', 'legal', 'Legal matters', 11, true),
    ('referral_reason', 'other', 'Something else', 12, false),
    -- referral_agreement: domain.md §2.3
    ('referral_agreement', 'yes', 'Agrees to be referred', 1, false),
    ('referral_agreement', 'no', 'Does not agree', 2, false),
    ('referral_agreement', 'unknown', 'Not known', 3, false),
    -- contact_safety: domain.md §2.2 (guard of screening), ENR-06
    ('contact_safety', 'safe', 'There is a safe way to make contact', 1, false),
    ('contact_safety', 'unsafe', 'Contact is not safe now', 2, false),
    ('contact_safety', 'unknown', 'Not known yet', 3, false),
    -- referral_step: domain.md §2.2
    ('referral_step', 'received', 'Received', 1, false),
    ('referral_step', 'triaged', 'Looked at and sorted', 2, false),
    ('referral_step', 'attempted', 'Tried to make contact', 3, false),
    ('referral_step', 'contacted', 'Made contact, both ways', 4, false),
    ('referral_step', 'screening_begun', 'Began to screen', 5, false),
    ('referral_step', 'redirected', 'Shown another way', 6, false),
    ('referral_step', 'closed', 'Closed', 7, false),
    -- referral_state: domain.md §2.2
    ('referral_state', 'received', 'Received', 1, false),
    ('referral_state', 'triaged', 'Sorted', 2, false),
    ('referral_state', 'screening', 'In screening', 3, false),
    ('referral_state', 'redirected', 'Shown another way', 4, false),
    ('referral_state', 'closed', 'Closed', 5, false),
    -- referral_end_reason: domain.md §2.4 (not eligible always says why and where to)
    ('referral_end_reason', 'not_interested', 'Does not want it', 1, false),
    ('referral_end_reason', 'no_longer_needed', 'No longer needed', 2, false),
    ('referral_end_reason', 'not_reached', 'Could not be reached', 3, false),
    ('referral_end_reason', 'moved_away', 'Moved away', 4, false),
    ('referral_end_reason', 'other_programme_fits', 'Another programme fits better', 5, false),
    ('referral_end_reason', 'outside_age', 'Too young or too old for it', 6, false),
    ('referral_end_reason', 'outside_area', 'Lives outside the area', 7, false),
    ('referral_end_reason', 'needs_other_service', 'Needs another service first', 8, false),
    ('referral_end_reason', 'no_capacity', 'No place is free', 9, false),
    ('referral_end_reason', 'not_safe_here', 'Would not be safe here', 10, false),
    ('referral_end_reason', 'in_programme_already', 'Is in the programme already', 11, false),
    ('referral_end_reason', 'other', 'Another reason', 12, false),
    ('audit_action', 'receive', 'Received a referral', 301, false),
    ('audit_action', 'take_step', 'Took a step in a referral', 302, false);

alter table ref.code force row level security;
