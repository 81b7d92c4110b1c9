-- Intake forms: what a programme asks who joins, and what she answered (domain.md §2.4).

-- Forced on the owner where the wall stands already; the wall is rebuilt, forced again, right after.
alter table ref.code no force row level security;

-- One version of what a programme asks. What is published is never changed.
create table intake_form (
    org_id       uuid not null,
    id           uuid not null,
    programme_id uuid not null,
    version      integer not null check (version > 0),
    state        text not null,
    -- What is asked: intake_forms::Item. About nobody.
    items        jsonb not null,
    published_at timestamptz,
    published_by uuid,
    retired_at   timestamptz,
    created_mac  bytea,
    row_version  integer not null default 1,
    recorded_at  timestamptz not null,
    recorded_by  uuid not null,
    voided_at    timestamptz,
    void_reason  text,
    primary key (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id),
    foreign key (org_id, published_by) references staff_member (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id),
    constraint intake_form_state check (case state
        when 'draft' then num_nonnulls(published_at, published_by, retired_at) = 0
        when 'published' then num_nonnulls(published_at, published_by) = 2 and retired_at is null
        when 'retired' then retired_at is not null and num_nonnulls(published_at, published_by) in (0, 2)
        else false end)
);
create unique index intake_form_version on intake_form (org_id, programme_id, version);
create unique index intake_form_one_draft on intake_form (org_id, programme_id) where state = 'draft';
create unique index intake_form_one_in_force on intake_form (org_id, programme_id) where state = 'published';
create index intake_form_publisher on intake_form (org_id, published_by);
create index intake_form_author on intake_form (org_id, recorded_by);

-- One answer, or why there is none (domain.md §5.1). A later one stands beside it.
create table intake_answer (
    org_id       uuid not null,
    id           uuid not null,
    enrolment_id uuid not null,
    person_id    uuid not null,
    -- Copied from the enrolment, for the policies.
    site_id      uuid not null,
    programme_id uuid not null,
    form_id      uuid not null,
    -- By which it is known in every version of the form.
    item_key     text not null,
    -- Copied from the item: who may read it, and how it is read.
    class        text not null,
    kind         text not null,
    value        text,
    value_enc    bytea,
    missing      text,
    asked_on     date not null,
    source_kind  text not null,
    created_mac  bytea,
    row_version  integer not null default 1,
    recorded_at  timestamptz not null,
    recorded_by  uuid not null,
    voided_at    timestamptz,
    void_reason  text,
    primary key (org_id, id),
    foreign key (org_id, enrolment_id) references enrolment (org_id, id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id),
    foreign key (org_id, form_id) references intake_form (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id),
    constraint intake_answer_value_or_reason check (num_nonnulls(value, value_enc, missing) = 1),
    -- In the open only what every reader may know, and never words.
    constraint intake_answer_open check (value is null or (class = 'c2' and kind <> 'text'))
);
create index intake_answer_enrolment on intake_answer (org_id, enrolment_id, item_key);
create index intake_answer_person on intake_answer (org_id, person_id);
create index intake_answer_site on intake_answer (org_id, site_id);
create index intake_answer_programme on intake_answer (org_id, programme_id);
create index intake_answer_form on intake_answer (org_id, form_id);
create index intake_answer_author on intake_answer (org_id, recorded_by);

insert into ref.code (list, code, label, sort, sensitive) values
    ('intake_form_state', 'draft', 'Draft', 1, false),
    ('intake_form_state', 'published', 'In force', 2, false),
    ('intake_form_state', 'retired', 'No longer in force', 3, false),
    -- intake_domain: domain.md §2.4
    ('intake_domain', 'identity', 'Who they are', 1, false),
    ('intake_domain', 'safe_contact', 'How to reach them safely', 2, false),
    ('intake_domain', 'language', 'Language', 3, false),
    ('intake_domain', 'living_situation', 'Where they live', 4, false),
    ('intake_domain', 'school_work', 'School and work', 5, false),
    ('intake_domain', 'caregivers', 'Who looks after them, and whom they look after', 6, false),
    ('intake_domain', 'health_disability', 'Health, and what is hard', 7, true),
    ('intake_domain', 'substance_use', 'Alcohol and other substances', 8, true),
    ('intake_domain', 'justice', 'Courts and conditions', 9, true),
    ('intake_domain', 'strengths', 'Strengths and interests', 10, false),
    ('intake_domain', 'immediate_needs', 'What is needed now', 11, false),
    ('intake_domain', 'immediate_danger', 'Danger now', 12, true),
    ('intake_domain', 'expectations', 'What they want from the programme', 13, false),
    ('intake_item_kind', 'choice', 'One of several', 1, false),
    ('intake_item_kind', 'text', 'Words', 2, false),
    ('intake_item_kind', 'yes_no', 'Yes or no', 3, false),
    ('intake_item_kind', 'number', 'A number', 4, false),
    ('intake_item_kind', 'date', 'A day', 5, false),
    ('intake_item_kind', 'kept_elsewhere', 'Kept in another place of the record', 6, false),
    ('intake_item_class', 'c2', 'Whoever reads the enrolment', 1, false),
    ('intake_item_class', 'c3', 'Who may open the file', 2, false),
    -- intake_ask_when: not everything on day one (domain.md §2.4)
    ('intake_ask_when', 'first_contact', 'On the first day', 1, false),
    ('intake_ask_when', 'first_week', 'In the first week', 2, false),
    ('intake_ask_when', 'first_month', 'In the first month', 3, false),
    ('intake_ask_when', 'when_trusted', 'When there is trust', 4, false),
    ('intake_keeper', 'identity', 'Name', 1, false),
    ('intake_keeper', 'language', 'Language', 2, false),
    ('intake_keeper', 'contacts', 'Contacts', 3, false),
    ('intake_keeper', 'relationships', 'Family and others', 4, false),
    ('intake_keeper', 'needs', 'Medical needs and emergency contact', 5, false),
    ('intake_keeper', 'living_situation', 'Where they live', 6, false),
    ('intake_keeper', 'school_status', 'School', 7, false),
    ('intake_keeper', 'employment_status', 'Work', 8, false),
    ('task_kind', 'intake_open', 'Ask what was to be asked in the first month', 7, false),
    ('audit_action', 'publish_form', 'Put an intake form into force', 440, false),
    ('audit_action', 'retire_form', 'Took an intake form out of force', 441, false);

alter table ref.code force row level security;
