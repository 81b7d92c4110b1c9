-- Matched ($4 her line) or voided ($5 why): what she called herself is destroyed, with the digest that could confirm a guess.
update walk_in
set wrapped = null, nickname_enc = null, created_mac = null, matched_line_id = $4,
    voided_at = case when $5::text is not null then $6::timestamptz end, void_reason = $5, row_version = row_version + 1
where org_id = $1 and id = $2 and row_version = $3 and nickname_enc is not null
