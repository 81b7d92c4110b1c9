-- The last word on whether asking after her is safe: judged since, or said when she left.
select w.safe, w.rule
from (select s.safe, s.safe_contact_rule as rule, s.recorded_at, s.id
      from followup_safety s
      where s.org_id = $1 and s.enrolment_id = $2
      union all
      select x.safe_to_follow_up, x.safe_contact_rule, x.recorded_at, x.event_id
      from exit_record x
      where x.org_id = $1 and x.enrolment_id = $2
        and not exists (select from enrolment_event u where u.org_id = x.org_id and u.undoes = x.event_id)) w
order by w.recorded_at desc, w.id desc
limit 1
