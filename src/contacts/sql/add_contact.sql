insert into contact_method (org_id, id, person_id, site_id, kind, value_enc, value_index, safe_to_call, safe_to_text,
                            safe_to_leave_message, only_when_enc, who_may_answer_enc, valid_from, valid_to, created_mac,
                            recorded_at, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
