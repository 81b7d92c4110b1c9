drop index referral_in_period;
