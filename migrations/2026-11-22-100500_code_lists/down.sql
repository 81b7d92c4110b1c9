alter table ref.code no force row level security;
delete from ref.code where list in (
    'strand', 'prevention_tier', 'staff_role', 'void_reason', 'recorded_via', 'audit_action', 'exit_reason',
    'completion_class', 'attendance', 'session_type', 'contact_mode', 'session_status', 'consent_kind',
    'consent_status', 'consent_giver', 'legal_basis', 'consent_method', 'gender_identity', 'missing_reason',
    'identity_tier', 'display_mode', 'birth_date_quality', 'assignment_role', 'case_note_kind', 'enrolment_status'
);
alter table ref.code force row level security;
