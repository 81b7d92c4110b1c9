drop index referral_event_period;
drop index referral_decision_period;
