drop table audit_horizon;
drop table audit_checkpoint;
drop table audit_seal;
drop index audit_event_shown;
drop index audit_event_xid;
alter table audit_event drop column break_glass_id;
alter table audit_event drop column xid;
