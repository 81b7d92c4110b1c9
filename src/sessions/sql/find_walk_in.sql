select id, session_id, attendance, minutes, wrapped, nickname_enc, created_mac, row_version
from walk_in
where org_id = $1 and id = $2
