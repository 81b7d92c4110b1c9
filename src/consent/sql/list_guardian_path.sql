-- What was said about asking her parents or guardian, the latest first.
select id, closed, authority, recorded_by, recorded_at, created_mac
from guardian_path
where org_id = $1 and person_id = $2
order by recorded_at desc, id desc
