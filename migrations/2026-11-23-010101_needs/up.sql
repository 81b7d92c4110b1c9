-- What whoever meets her must know: medical needs, whom to call in an emergency, with whom she would rather work.
create table person_needs (
    org_id                uuid not null,
    person_id             uuid not null,
    -- Her home site, copied for the policies.
    site_id               uuid not null,
    medical_needs_enc     bytea,
    emergency_contact_enc bytea,
    preferred_staff_id    uuid,
    row_version           integer not null default 1,
    recorded_at           timestamptz not null,
    recorded_by           uuid not null,
    voided_at             timestamptz,
    void_reason           text,
    primary key (org_id, person_id),
    foreign key (org_id, person_id) references person (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    constraint person_needs_preferred foreign key (org_id, preferred_staff_id) references staff_member (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id)
);
create index person_needs_site on person_needs (org_id, site_id);
create index person_needs_preferred_staff on person_needs (org_id, preferred_staff_id);
create index person_needs_recorded_by on person_needs (org_id, recorded_by);
