drop table auth.notice;
drop table auth.throttle;
drop table auth.recovery_code;
drop table auth.totp;
drop table auth.refresh_token;
alter table auth.sign_in
    drop column kind,
    drop column last_used_at,
    drop column idle_until,
    drop column stepped_up_at,
    drop column second_factor_at,
    drop column token_id,
    drop column token_seen_at;

alter table ref.code no force row level security;
delete from ref.code where list in ('sign_in_kind', 'notice_kind')
    or (list = 'audit_action' and code in ('sign_in_failed', 'sign_in_reused', 'end_sign_in', 'step_up', 'change_password',
        'begin_factor', 'confirm_factor', 'make_recovery_codes', 'use_recovery_code'));
alter table ref.code force row level security;
