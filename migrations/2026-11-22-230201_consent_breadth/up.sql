-- Consent in its breadth (domain.md §2.6): to whom something may be told, the texts that are read out, how somebody's
-- understanding was judged, and until when a guardian's word carries somebody who has come of age.

-- Who outside the house takes young people on, or is told about them: the directory.
create table service_provider (
    org_id         uuid not null references organisation (org_id),
    id             uuid not null,
    name           text not null check (length(name) between 1 and 120),
    class          text not null,
    services       text[] not null check (cardinality(services) between 1 and 20),
    -- Days within which it usually answers a referral: after them somebody is asked to look.
    answers_within integer not null default 14 check (answers_within between 1 and 90),
    in_use         boolean not null default true,
    created_mac    bytea,
    row_version    integer not null default 1,
    recorded_at    timestamptz not null,
    recorded_by    uuid not null,
    voided_at      timestamptz,
    void_reason    text,
    primary key (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id)
);
create index service_provider_recorded_by on service_provider (org_id, recorded_by);

-- What is read out before somebody decides: one row for each version in each language, never changed.
create table consent_text (
    org_id      uuid not null references organisation (org_id),
    id          uuid not null,
    kind        text not null,
    language    text not null check (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
    version     text not null check (length(version) between 1 and 60),
    body        text not null check (length(body) between 1 and 20000),
    written_by  uuid not null,
    approved_by uuid,
    approved_at timestamptz,
    created_mac bytea,
    row_version integer not null default 1,
    recorded_at timestamptz not null,
    voided_at   timestamptz,
    void_reason text,
    primary key (org_id, id),
    foreign key (org_id, written_by) references staff_member (org_id, id),
    foreign key (org_id, approved_by) references staff_member (org_id, id),
    -- Nobody approves their own request (domain.md §0 rule 8).
    constraint consent_text_four_eyes check (approved_by <> written_by),
    constraint consent_text_whole check ((approved_by is null) = (approved_at is null))
);
create unique index consent_text_one_version on consent_text (org_id, kind, language, version) where voided_at is null;
create index consent_text_written_by on consent_text (org_id, written_by);
create index consent_text_approved_by on consent_text (org_id, approved_by);

-- How somebody's understanding was judged on a day: a short record (domain.md §2.6).
create table capacity_assessment (
    org_id        uuid not null,
    id            uuid not null,
    person_id     uuid not null,
    -- Her home site, for the policies.
    site_id       uuid not null,
    result        text not null,
    assessed_at   timestamptz not null,
    narrative_enc bytea,
    created_mac   bytea,
    recorded_at   timestamptz not null,
    recorded_by   uuid not null,
    primary key (org_id, id),
    constraint capacity_of_person unique (org_id, id, person_id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id)
);
create index capacity_assessment_person on capacity_assessment (org_id, person_id, assessed_at desc);
create index capacity_assessment_site on capacity_assessment (org_id, site_id);
create index capacity_assessment_recorded_by on capacity_assessment (org_id, recorded_by);

-- Whether her parents or guardian may be asked at all: closed where asking them would endanger her (domain.md §2.6 rule 2).
-- The latest row counts.
create table guardian_path (
    org_id      uuid not null,
    id          uuid not null,
    person_id   uuid not null,
    site_id     uuid not null,
    closed      boolean not null,
    -- Who answers for her instead.
    authority   text,
    created_mac bytea,
    recorded_at timestamptz not null,
    recorded_by uuid not null,
    primary key (org_id, id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id),
    constraint guardian_path_authority check ((authority is not null) = closed)
);
create index guardian_path_person on guardian_path (org_id, person_id, recorded_at desc);
create index guardian_path_site on guardian_path (org_id, site_id);
create index guardian_path_recorded_by on guardian_path (org_id, recorded_by);

alter table consent
    add column text_id uuid,
    add column read_aloud boolean not null default false,
    add column witness text,
    -- A colleague who was there. Who else was there is named on paper only.
    add column witness_staff_id uuid,
    add column capacity_id uuid,
    add column best_interests_reason text,
    add column provider_id uuid,
    add column recipient_class text,
    -- What may be told.
    add column categories text[],
    add constraint consent_of_person unique (org_id, id, person_id),
    add foreign key (org_id, text_id) references consent_text (org_id, id),
    add foreign key (org_id, witness_staff_id) references staff_member (org_id, id),
    -- Of the same person.
    add foreign key (org_id, capacity_id, person_id) references capacity_assessment (org_id, id, person_id),
    add foreign key (org_id, provider_id) references service_provider (org_id, id),
    add constraint consent_best_interests_reason check (
        (best_interests_reason is null) or status = 'best_interests_decision'),
    -- Informed, reasonably time-limited, naming to whom and what (domain.md §2.3, §2.6, appendix A).
    add constraint consent_share_whole check (
        kind not in ('share_named_recipient', 'share_recipient_class', 'multi_agency_conference', 'justice_record_match')
        or status not in ('given', 'best_interests_decision')
        or (expires_on is not null and expires_on <= (occurred_at at time zone 'UTC')::date + 367 and limits_explained
            and cardinality(categories) > 0
            and (provider_id is not null) = (kind = 'share_named_recipient')
            and (recipient_class is not null) = (kind <> 'share_named_recipient')));
create index consent_text_id on consent (org_id, text_id);
create index consent_witness_staff on consent (org_id, witness_staff_id);
create index consent_capacity on consent (org_id, capacity_id, person_id);
create index consent_provider on consent (org_id, provider_id);

-- Days after an age of consent is reached during which a guardian's word still carries new sharing (domain.md §2.6 rule 3).
alter table jurisdiction_policy
    add column reconsent_days integer not null default 30 check (reconsent_days between 0 and 365);

-- Forced on the owner where the wall stands already; the wall is rebuilt, forced again, right after.
alter table ref.code no force row level security;

insert into ref.code (list, code, label, sort, sensitive) values
    ('recipient_class', 'school', 'A school', 1, false),
    ('recipient_class', 'health_service', 'A health service', 2, false),
    ('recipient_class', 'mental_health_service', 'A mental health service', 3, false),
    ('recipient_class', 'child_protection', 'Child protection', 4, false),
    ('recipient_class', 'social_service', 'A social service', 5, false),
    ('recipient_class', 'training_provider', 'Somebody who trains', 6, false),
    ('recipient_class', 'employer', 'An employer', 7, false),
    ('recipient_class', 'housing', 'Housing or a shelter', 8, false),
    ('recipient_class', 'legal_aid', 'Legal aid', 9, false),
    ('recipient_class', 'justice', 'Court, prosecution or probation', 10, true),
    ('recipient_class', 'police', 'Police', 11, true),
    ('recipient_class', 'partner_ngo', 'A partner organisation', 12, false),
    ('recipient_class', 'family', 'Her family', 13, false),
    ('recipient_class', 'other', 'Somebody else', 14, false),
    ('service_kind', 'health', 'Health care', 1, false),
    ('service_kind', 'mental_health', 'Mental health support', 2, false),
    ('service_kind', 'substance_use', 'Help with substance use', 3, false),
    ('service_kind', 'child_protection', 'Protection', 4, false),
    ('service_kind', 'school', 'School', 5, false),
    ('service_kind', 'training', 'Training', 6, false),
    ('service_kind', 'employment', 'Work', 7, false),
    ('service_kind', 'housing', 'A place to live', 8, false),
    ('service_kind', 'legal_aid', 'Legal aid', 9, false),
    ('service_kind', 'documents', 'Identity papers', 10, false),
    ('service_kind', 'family_support', 'Support for the family', 11, false),
    ('service_kind', 'material_help', 'Food, money or things', 12, false),
    ('service_kind', 'leisure', 'Sport or culture', 13, false),
    ('service_kind', 'other', 'Something else', 14, false),
    ('data_category', 'identity', 'Who she is', 1, false),
    ('data_category', 'contact', 'How to reach her', 2, false),
    ('data_category', 'attendance', 'When she came', 3, false),
    ('data_category', 'needs', 'What she needs', 4, false),
    ('data_category', 'plan', 'What she plans', 5, false),
    ('data_category', 'assessment', 'What an assessment found', 6, false),
    ('data_category', 'school_work', 'School and work', 7, false),
    ('data_category', 'family', 'Her family', 8, false),
    ('data_category', 'health', 'Her health', 9, false),
    ('data_category', 'justice', 'Justice', 10, true),
    ('data_category', 'safety', 'What endangers her', 11, true),
    ('consent_witness', 'colleague', 'A colleague', 1, false),
    ('consent_witness', 'family_member', 'Somebody of her family', 2, false),
    ('consent_witness', 'interpreter', 'An interpreter', 3, false),
    ('consent_witness', 'other_adult', 'Another adult', 4, false),
    -- capacity_result: domain.md §2.6
    ('capacity_result', 'understands', 'Understands what it is about', 1, false),
    ('capacity_result', 'understands_with_support', 'Understands it with support', 2, false),
    ('capacity_result', 'not_yet', 'Does not understand it yet', 3, false),
    -- best_interests_reason: domain.md §2.6
    ('best_interests_reason', 'no_safe_caregiver', 'Nobody safe answers for her', 1, false),
    ('best_interests_reason', 'caregiver_not_reached', 'Who answers for her was not reached', 2, false),
    ('best_interests_reason', 'not_able_to_consent', 'Is not able to consent now', 3, false),
    ('best_interests_reason', 'life_at_risk', 'Life is at risk', 4, false),
    ('task_kind', 'reconsent', 'Has reached an age of consent: ask her herself', 3, false);

alter table ref.code force row level security;
