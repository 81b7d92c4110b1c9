-- Merges, the latest first, from a place in that order on.
select id, kept_id, merged_id, reason, state, asked_by, asked_at, decided_by, decided_at, undone_by, undone_at, undo_reason,
       created_mac, row_version
from person_merge
where org_id = $1 and voided_at is null and ($2::uuid is null or id < $2)
order by id desc
limit $3
