-- The exit that holds, with what was found and, where another is shown, the sealed true reason.
select v.id, v.occurred_on, v.reason, v.interview_on, v.interview_missing, v.aftercare, r.true_reason_enc,
       x.initiator, x.initiator_missing, x.planned, x.planned_missing, x.living_situation, x.living_situation_missing,
       x.school_status, x.school_status_missing, x.employment_status, x.employment_status_missing, x.satisfaction,
       x.satisfaction_missing, x.safe_to_follow_up, x.safe_to_follow_up_missing, x.safe_contact_rule,
       x.wellbeing, x.wellbeing_missing
from enrolment_event v
join exit_record x on x.org_id = v.org_id and x.event_id = v.id
left join enrolment_restricted r on r.org_id = v.org_id and r.event_id = v.id
where v.org_id = $1 and v.enrolment_id = $2 and v.voided_at is null
  and not exists (select from enrolment_event u where u.org_id = v.org_id and u.undoes = v.id)
order by v.recorded_at desc, v.id desc
limit 1
