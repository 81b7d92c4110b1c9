-- A release may count who completed; and exact figures that went out elsewhere are held against every release
-- (disclosure.md §3.2, gate G4).

create table sdc.external_figure (
    org_id      uuid not null references organisation (org_id),
    id          uuid not null,
    indicator   text not null,
    period      text not null check (period ~ '^[0-9]{4}$'),
    -- The cell of the table programme it says something of, as the mechanism writes it.
    predicate   text not null check (predicate like 'ind=' || indicator || '|per=' || period || '%'),
    people      integer not null check (people >= 0),
    -- Where it can be read: a report and its page.
    source      text not null check (length(source) between 1 and 200),
    created_mac bytea,
    row_version integer not null default 1,
    recorded_at timestamptz not null,
    recorded_by uuid not null,
    voided_at   timestamptz,
    void_reason text,
    primary key (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id),
    check ((voided_at is null) = (void_reason is null))
);
create unique index external_figure_once on sdc.external_figure (org_id, predicate) where voided_at is null;
create index external_figure_period on sdc.external_figure (org_id, indicator, period) where voided_at is null;
create index external_figure_recorded_by on sdc.external_figure (org_id, recorded_by);

alter table ref.code no force row level security;
insert into ref.code (list, code, label, sort, sensitive) values
    -- release_indicator: disclosure.md §3.2
    ('release_indicator', 'completed', 'Completed for the first time', 2, false);
alter table ref.code force row level security;
