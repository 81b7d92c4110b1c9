alter table ref.code no force row level security;
delete from ref.code where list in (
    'referral_source', 'referral_mandate', 'referral_urgency', 'referral_reason', 'referral_agreement',
    'contact_safety', 'referral_step', 'referral_state', 'referral_end_reason'
) or (list = 'audit_action' and code in ('receive', 'take_step'));
alter table ref.code force row level security;
drop table referral_event;
drop table referral_source;
drop table referral_in;
