alter table ref.code no force row level security;
delete from ref.code where list in ('followup_state', 'followup_result', 'source_kind', 'observation_stage', 'outcome_measure',
                                    'housing_stability')
    or (list = 'task_kind' and code = 'follow_up')
    or (list = 'audit_action' and code = 'judge_safety');
alter table ref.code force row level security;
drop table outcome_observation;
drop table followup_safety;
drop table followup_contact;
drop table followup_due;
alter table programme drop column follows_two_years;
