select id, kept_id, merged_id, reason, state, asked_by, asked_at, decided_by, decided_at, undone_by, undone_at, undo_reason,
       created_mac, row_version
from person_merge
where org_id = $1 and id = $2 and voided_at is null
