-- A contact ($3) no longer counts; its follow-up comes to what the others say ($7).
with gone as (
    update followup_contact set voided_at = $5, void_reason = $6, row_version = row_version + 1
    where org_id = $1 and followup_id = $2 and id = $3 and row_version = $4 and voided_at is null
    returning followup_id
)
update followup_due d set told = $7, row_version = d.row_version + 1
from gone
where d.org_id = $1 and d.id = gone.followup_id
