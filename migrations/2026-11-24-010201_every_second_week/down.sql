alter table schedule drop column anchor_on;
alter table schedule drop column every_weeks;
