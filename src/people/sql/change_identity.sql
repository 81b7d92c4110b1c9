-- Names only: the birth date decides ages and is corrected together with them.
with changed as (
    update person_identity
    set legal_name_enc = $4, known_as_enc = $5, row_version = row_version + 1
    where org_id = $1 and person_id = $2 and row_version = $3 and voided_at is null
    returning person_id
), tier as (
    update person set identity_tier = $6, row_version = row_version + 1
    where org_id = $1 and id = (select person_id from changed)
)
select count(*)::int as rows from changed
