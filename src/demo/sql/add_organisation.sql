with house as (
    insert into organisation (org_id, name, country, recorded_at) values ($1, $2, $3, $4) returning org_id
)
insert into funder (org_id, id, name, recorded_at) select org_id, $5, $6, $4 from house
