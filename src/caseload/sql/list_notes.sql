-- What was said about somebody when she was handed over, newest first.
select l.id, l.hand_over_id, h.from_id, h.to_id, h.state, l.note_enc, l.recorded_at
from hand_over_line l
left join hand_over h on h.org_id = l.org_id and h.id = l.hand_over_id
where l.org_id = $1 and l.enrolment_id = $2 and l.note_enc is not null
order by l.recorded_at desc, l.id desc
