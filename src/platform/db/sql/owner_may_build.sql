do $$
begin
    execute format('grant create on database %I to causeway_owner', current_database());
    grant create, usage on schema public to causeway_owner;
end
$$;
