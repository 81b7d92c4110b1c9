-- What was asked about the course of this enrolment has been done.
update task set closed_at = $3, closed_by = $4, outcome = 'done', row_version = row_version + 1
where org_id = $1 and enrolment_id = $2 and kind in ('lost_contact', 'pause_review')
  and closed_at is null and voided_at is null
