select access.schema_version() as version
