-- Hand-overs the caller ($2) gives, receives or proposed, and those of the sites she supervises ($3 everywhere, $4
-- sites): a page from a place on, newest first, of one state ($6); or one by its id ($5).
select id, site_id, from_id, to_id, state, enrolments, weight::float8 as weight, decided_by, decided_at, recorded_at,
       recorded_by, row_version, created_mac
from hand_over
where org_id = $1 and voided_at is null
  and (from_id = $2 or to_id = $2 or recorded_by = $2 or $3 or site_id = any ($4))
  and ($5::uuid is null or id = $5) and ($6::text is null or state = $6) and ($7::uuid is null or id < $7)
order by id desc
limit $8
