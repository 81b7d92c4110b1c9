-- Decisions and steps by the day they were taken, whatever the site: what the figures of a period ask for (ENR-02, ENR-09,
-- ENR-10).
create index referral_decision_period on referral_decision (org_id, decided_at);
create index referral_event_period on referral_event (org_id, step, occurred_at)
    where step in ('place_offered', 'put_on_list');
