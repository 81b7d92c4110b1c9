alter table ref.code no force row level security;
delete from ref.code where list in ('caseload_reason', 'hand_over_state')
    or (list = 'audit_action' and code in ('hand_over', 'decide_hand_over', 'decide_caseload'));
alter table ref.code force row level security;
drop table hand_over_line;
drop table hand_over;
drop table absence_cover;
drop table caseload_exception;
drop table caseload_limit;
