-- What lay on a phone that cannot send any more comes in a file (docs/adr/0147). Who brought what somebody else had written:
-- she does not decide on it.
alter table sync_op add column rescued_by uuid;
alter table sync_op
    add constraint sync_op_rescued_by_fkey foreign key (org_id, rescued_by) references staff_member (org_id, id),
    add constraint sync_op_rescued_of_another check (rescued_by <> recorded_by),
    add constraint sync_op_rescued_decided check (decided_by <> rescued_by);
create index sync_op_rescued_by on sync_op (org_id, rescued_by);

-- Forced on the owner where the wall stands already; the wall is rebuilt, forced again, right after.
alter table ref.code no force row level security;

insert into ref.code (list, code, label, sort, sensitive) values
    ('held_reason', 'rescued', 'Brought in a file by somebody else', 8, false),
    ('audit_action', 'rescue', 'Brought in a file from a phone', 404, false);

alter table ref.code force row level security;
