select r.geography from sdc.release r
where r.org_id = $1 and r.state = 'published' and abs(r.period::integer - $2::integer) < $3::integer
