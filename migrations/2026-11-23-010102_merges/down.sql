alter table ref.code no force row level security;
delete from ref.code where list in ('merge_reason', 'merge_undo_reason', 'merge_state')
    or (list = 'audit_action' and code in ('preview_merge', 'merge', 'undo_merge'));
alter table ref.code force row level security;

alter table enrolment alter constraint enrolment_previous_is_hers not deferrable;
alter table disclosure alter constraint disclosure_org_id_consent_id_person_id_fkey not deferrable;
alter table consent alter constraint consent_org_id_capacity_id_person_id_fkey not deferrable;

drop table person_merge_row;
drop table person_merge;
