with rows as (
    select * from unnest($2::uuid[], $3::uuid[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[], $8::timestamptz[],
                         $9::uuid[])
        as rows (person_id, site_id, wrapped, legal_name, known_as, birth_date, recorded_at, recorded_by)
), keys as (
    insert into person_key (org_id, person_id, site_id, wrapped, recorded_at)
    select $1, person_id, site_id, wrapped, recorded_at from rows
)
insert into person_identity (org_id, person_id, site_id, legal_name_enc, known_as_enc, birth_date_enc, birth_date_quality,
                             recorded_at, recorded_by)
select $1, person_id, site_id, legal_name, known_as, birth_date, 'exact', recorded_at, recorded_by from rows
