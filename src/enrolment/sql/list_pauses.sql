-- When an enrolment was paused and the pause looked at again, with the sealed reasons.
select v.id, v.occurred_on, v.review_by, r.true_reason_enc
from enrolment_event v
left join enrolment_restricted r on r.org_id = v.org_id and r.event_id = v.id
where v.org_id = $1 and v.enrolment_id = $2 and v.to_status = 'paused' and v.undoes is null and v.voided_at is null
order by v.occurred_on, v.recorded_at, v.id
