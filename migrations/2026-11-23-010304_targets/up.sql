-- What a figure is to be for a period: set by somebody, shown beside what it is. Only added to: the one recorded last counts,
-- and one without a number withdraws it.
create table indicator_target (
    org_id      uuid not null,
    id          uuid not null,
    indicator   text not null,
    variant     text not null,
    -- Of which part of the work, as a figure is asked: null is all of it.
    strand      text,
    site_id     uuid,
    from_on     date not null,
    to_on       date not null check (to_on >= from_on),
    -- In the unit of the figure's value; a share from 0 to 1.
    target      double precision,
    created_mac bytea,
    recorded_at timestamptz not null,
    recorded_by uuid,
    primary key (org_id, id),
    foreign key (org_id, site_id) references site (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id)
);
create index indicator_target_of on indicator_target (org_id, indicator, from_on, to_on);
create index indicator_target_site on indicator_target (org_id, site_id);
create index indicator_target_author on indicator_target (org_id, recorded_by);
