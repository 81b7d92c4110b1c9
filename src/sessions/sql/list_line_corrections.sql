-- What a line of a roll said before each correction, the last first (at most 200).
select id, attendance, minutes as attended_minutes, kind, mode, starts_at, session_minutes as minutes, note_replaced, reason,
       known_from, recorded_at, recorded_by
from session_correction
where org_id = $1 and roll_line_id = $2
order by recorded_at desc, id desc
limit 200
