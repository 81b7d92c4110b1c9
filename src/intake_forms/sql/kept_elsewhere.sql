-- What is written where it is kept, about this person ($2), in this enrolment ($3). Her language is part of every record.
select array_remove(array[
    'language',
    case when exists (select from person_identity i
                      where i.org_id = $1 and i.person_id = $2
                        and num_nonnulls(i.known_as_enc, i.legal_name_enc) > 0) then 'identity' end,
    case when exists (select from contact_method c
                      where c.org_id = $1 and c.person_id = $2 and c.voided_at is null) then 'contacts' end,
    case when exists (select from person_relationship r
                      where r.org_id = $1 and r.person_id = $2 and r.voided_at is null) then 'relationships' end,
    case when exists (select from person_needs n
                      where n.org_id = $1 and n.person_id = $2
                        and num_nonnulls(n.medical_needs_enc, n.emergency_contact_enc) > 0) then 'needs' end
], null) || array(select distinct o.measure from outcome_observation o
                  where o.org_id = $1 and o.enrolment_id = $3 and o.voided_at is null
                    and o.measure in ('living_situation', 'school_status', 'employment_status')) as kept
