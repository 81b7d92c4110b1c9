-- How much of a programme somebody is to get (domain.md §2.8): what DOS-04 measures what she got by. Only added to: the one
-- that is valid from the latest day counts, and of one day the one recorded last.
create table dosage_rule (
    org_id       uuid not null,
    id           uuid not null,
    programme_id uuid not null,
    measure      text not null,
    amount       integer not null check (amount between 1 and 10000),
    -- Of a whole course: over how many days in the programme it is spread.
    over_days    integer check (over_days between 1 and 1500),
    valid_from   date not null,
    created_mac  bytea,
    recorded_at  timestamptz not null,
    recorded_by  uuid,
    primary key (org_id, id),
    foreign key (org_id, programme_id) references programme (org_id, id),
    foreign key (org_id, recorded_by) references staff_member (org_id, id),
    constraint dosage_rule_course check ((over_days is not null) = (measure = 'sessions_in_all'))
);
create index dosage_rule_programme on dosage_rule (org_id, programme_id, valid_from);
create index dosage_rule_author on dosage_rule (org_id, recorded_by);

alter table ref.code no force row level security;
insert into ref.code (list, code, label, sort, sensitive) values
    ('dosage_measure', 'contacts_per_week', 'Contacts in a week', 1, false),
    ('dosage_measure', 'minutes_per_week', 'Minutes in a week', 2, false),
    ('dosage_measure', 'sessions_in_all', 'Sessions in the whole course', 3, false);
alter table ref.code force row level security;
