alter table exit_record drop column wellbeing_missing;
alter table exit_record drop column wellbeing;
