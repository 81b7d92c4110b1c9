-- A cohort that meets every second week, or every third or fourth: which weeks is said by a day in one of them, so that no
-- numbering of weeks and no new year shifts it. Null, as in schedules from before: the week of the first day it could meet.
alter table schedule add column every_weeks integer not null default 1;
alter table schedule add constraint schedule_every_weeks check (every_weeks between 1 and 4);
alter table schedule add column anchor_on date;
