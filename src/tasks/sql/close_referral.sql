-- What was asked about this referral has been done: it went on.
update task set closed_at = $3, closed_by = $4, outcome = 'done', row_version = row_version + 1
where org_id = $1 and referral_id = $2 and closed_at is null and voided_at is null
