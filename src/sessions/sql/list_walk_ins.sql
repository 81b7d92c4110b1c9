-- Those nobody has matched to an enrolment yet.
select id, session_id, attendance, minutes, wrapped, nickname_enc, created_mac, row_version
from walk_in
where org_id = $1 and session_id = $2 and nickname_enc is not null
order by id
