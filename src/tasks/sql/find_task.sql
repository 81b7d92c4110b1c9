select t.id, t.kind, t.person_id, t.enrolment_id, t.referral_id, t.incident_action_id, n.incident_id, t.site_id, t.about_on,
       t.due_on, t.raised_at, t.closed_at, t.outcome, t.dismissal, t.ask_again_on, t.row_version, s.time_zone
from task t
join site s on s.org_id = t.org_id and s.id = t.site_id
left join incident_action n on n.org_id = t.org_id and n.id = t.incident_action_id
where t.org_id = $1 and t.id = $2 and t.voided_at is null
