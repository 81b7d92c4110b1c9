alter table ref.code no force row level security;
delete from ref.code where list in ('waiting_priority', 'turn_reason')
  or (list = 'referral_step' and code in ('put_on_list', 'taken_off_list', 'place_offered', 'offer_accepted',
                                         'offer_declined', 'offer_unreachable', 'enrolled'))
  or (list = 'referral_state' and code in ('waiting', 'offered', 'accepted', 'enrolled'))
  or (list = 'audit_action' and code in ('offer', 'put_on_list'));
alter table ref.code force row level security;
drop index enrolment_in_place;
drop index enrolment_referral_in;
alter table enrolment drop constraint enrolment_referral;
alter table enrolment drop column referral_id;
alter table referral_in drop constraint referral_in_ended;
alter table referral_in add constraint referral_in_ended
    check ((ended_at is not null) = (state in ('redirected', 'closed')));
drop index referral_in_holding;
drop table waiting_entry;
drop table place_offer;
drop table programme_capacity;
