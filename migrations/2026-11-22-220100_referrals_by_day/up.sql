-- Referrals by the day they came, whatever the site and programme: what the figures of a period ask for (ENR-01 and on).
create index referral_in_period on referral_in (org_id, received_at) where voided_at is null;
