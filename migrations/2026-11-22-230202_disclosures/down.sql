alter table ref.code no force row level security;
delete from ref.code where list in ('disclosure_basis', 'disclosure_purpose', 'disclosure_channel', 'disclosure_review')
    or (list = 'audit_action' and code in ('disclose', 'override_consent', 'review_disclosure'));
alter table ref.code force row level security;
drop table disclosure;
