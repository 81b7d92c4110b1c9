-- One session with who was supervised, and what was written, sealed.
select s.id, s.site_id, s.supervisor_id, s.held_on, s.minutes, s.kind, s.wellbeing_checked, s.void_reason, s.row_version,
       array(select w.staff_id from supervision_worker w where w.org_id = s.org_id and w.session_id = s.id
             order by w.staff_id) as staff_ids,
       s.wrapped, s.actions_enc, s.confidential_enc, s.created_mac
from supervision_session s
where s.org_id = $1 and s.id = $2
