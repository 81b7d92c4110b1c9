-- How somebody was when she left (domain.md §2.20): a percentage, as in what is observed later, or why there is none. Of exits
-- recorded before, and by a server that does not know it yet, nobody asked.
alter table exit_record add column wellbeing integer;
alter table exit_record add column wellbeing_missing text default 'not_asked';
alter table exit_record add constraint exit_record_wellbeing check (wellbeing between 0 and 100);
alter table exit_record add constraint exit_record_wellbeing_or_reason check (num_nonnulls(wellbeing, wellbeing_missing) = 1);
