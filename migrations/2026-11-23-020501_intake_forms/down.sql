alter table ref.code no force row level security;
delete from ref.code where list in ('intake_form_state', 'intake_domain', 'intake_item_kind', 'intake_item_class',
                                    'intake_ask_when', 'intake_keeper')
    or (list = 'task_kind' and code = 'intake_open')
    or (list = 'audit_action' and code in ('publish_form', 'retire_form'));
alter table ref.code force row level security;
drop table intake_answer;
drop table intake_form;
