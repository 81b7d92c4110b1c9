-- How somebody is reached safely, the papers she is known by, and how often a sign-in has searched.

-- The value is sealed with her key. The index finds an equal phone number without keeping it (design §5, docs/adr/0080).
create table contact_method (
    org_id      uuid not null,
    id          uuid not null,
    person_id   uuid not null,
    -- Her home site, copied for the policies.
    site_id     uuid not null,
    -- There is no kind for an address: where somebody is who moved to be safe is not kept (domain.md §6.2).
    kind        text not null,
    value_enc   bytea not null,
    value_index bytea check (length(value_index) = 16),
    safe_to_call          boolean not null,
    safe_to_text          boolean not null,
    safe_to_leave_message boolean not null,
    only_when_enc      bytea,
    who_may_answer_enc bytea,
    valid_from  date not null,
    valid_to    date check (valid_to >= valid_from),
    created_mac bytea,
    row_version integer not null default 1,
    recorded_at timestamptz not null,
    recorded_by uuid not null,
    voided_at   timestamptz,
    void_reason text,
    primary key (org_id, id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id)
);
create index contact_method_person on contact_method (org_id, person_id);
create index contact_method_site on contact_method (org_id, site_id);
create index contact_method_recorded_by on contact_method (org_id, recorded_by);
create index contact_method_equal on contact_method (org_id, value_index) where value_index is not null and voided_at is null;

-- Numbers of papers, sealed and found again in the same way.
create table identifier (
    org_id       uuid not null,
    id           uuid not null,
    person_id    uuid not null,
    site_id      uuid not null,
    kind         text not null,
    number_enc   bytea not null,
    -- Null: erased.
    number_index bytea check (length(number_index) = 16),
    created_mac  bytea,
    row_version  integer not null default 1,
    recorded_at  timestamptz not null,
    recorded_by  uuid not null,
    voided_at    timestamptz,
    void_reason  text,
    primary key (org_id, id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id)
);
create index identifier_person on identifier (org_id, person_id);
create index identifier_site on identifier (org_id, site_id);
create index identifier_recorded_by on identifier (org_id, recorded_by);
create index identifier_equal on identifier (org_id, number_index) where number_index is not null and voided_at is null;

-- How often each sign-in has searched in its minute and its day: a thief of names is slow (domain.md T1, docs/adr/0080).
create table auth.search_count (
    org_id       uuid not null,
    sign_in_id   uuid not null,
    minute_start timestamptz not null,
    in_minute    integer not null,
    day_start    timestamptz not null,
    in_day       integer not null,
    primary key (org_id, sign_in_id)
);

-- Forced on the owner where the wall stands already; the wall is rebuilt, forced again, right after.
alter table ref.code no force row level security;

insert into ref.code (list, code, label, sort, sensitive) values
    -- contact_kind: domain.md, appendix A
    ('contact_kind', 'phone', 'Phone', 1, false),
    ('contact_kind', 'messenger', 'Messenger', 2, false),
    ('contact_kind', 'mail', 'E-mail', 3, false),
    ('contact_kind', 'other_person', 'Through another person', 4, false),
    ('document_kind', 'national_id', 'Identity card', 1, false),
    ('document_kind', 'passport', 'Passport', 2, false),
    ('document_kind', 'birth_certificate', 'Birth certificate', 3, false),
    ('document_kind', 'health_card', 'Health card', 4, false),
    ('document_kind', 'school_card', 'School card', 5, false),
    ('document_kind', 'other', 'Another paper', 6, false),
    ('audit_action', 'search', 'Searched for a person', 401, false);

alter table ref.code force row level security;
