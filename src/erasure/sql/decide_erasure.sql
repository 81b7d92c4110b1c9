-- $5: executed or refused, and then $6 says why.
update erasure
set state = $5, refusal = $6, decided_by = $7, decided_at = $4, row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3 and state = 'asked' and voided_at is null
