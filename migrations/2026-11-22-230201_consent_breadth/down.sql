alter table ref.code no force row level security;
delete from ref.code where list in ('recipient_class', 'service_kind', 'data_category', 'consent_witness', 'capacity_result',
                                    'best_interests_reason')
    or (list = 'task_kind' and code = 'reconsent');
alter table ref.code force row level security;
alter table jurisdiction_policy drop column reconsent_days;
alter table consent
    drop constraint consent_share_whole,
    drop constraint consent_best_interests_reason,
    drop column text_id,
    drop column read_aloud,
    drop column witness,
    drop column witness_staff_id,
    drop column capacity_id,
    drop column best_interests_reason,
    drop column provider_id,
    drop column recipient_class,
    drop column categories,
    drop constraint consent_of_person;
drop table guardian_path;
drop table capacity_assessment;
drop table consent_text;
drop table service_provider;
