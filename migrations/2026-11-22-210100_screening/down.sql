alter table ref.code no force row level security;
delete from ref.code where list in (
    'rule_kind', 'rule_expr', 'rule_result', 'rule_basis', 'referral_decision', 'override_reason'
) or (list = 'referral_step' and code in ('info_needed', 'found_eligible', 'found_ineligible'))
  or (list = 'referral_state' and code = 'eligible')
  or (list = 'audit_action' and code in ('evaluate', 'decide', 'ask_override', 'decide_override'));
alter table ref.code force row level security;
drop table referral_decision;
drop table eligibility_override;
drop table eligibility_finding;
drop table eligibility_result;
drop table eligibility_evaluation;
drop table eligibility_rule;
