-- A rule may ask whether somebody is at home in one of some areas (domain.md §2.4). The rule names them; in which one she is
-- stands nowhere: who screens answers yes or no (docs/adr/0140).

alter table eligibility_rule
    add column areas text[] not null default '{}',
    add constraint eligibility_rule_areas check (
        case expr when 'area_in' then cardinality(areas) between 1 and 50 else cardinality(areas) = 0 end);

alter table ref.code no force row level security;
insert into ref.code (list, code, label, sort, sensitive) values
    ('rule_expr', 'area_in', 'Is at home in one of these areas', 5, false);
alter table ref.code force row level security;
