record_send(row(e.org_id, e.id, e.at, e.staff_id, e.sign_in_id, e.request_id, e.action, e.object_type, e.object_id,
                e.shown_ids, e.fields, e.tier, e.break_glass_id, e.xid))
