alter table sync_field drop column epoch_at;
drop index sync_op_wrote;
alter table sync_op drop column wrote;
