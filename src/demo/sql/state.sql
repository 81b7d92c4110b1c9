select exists (select from organisation) as has_organisations,
       shobj_description(oid, 'pg_database') as mark
from pg_database where datname = current_database()
