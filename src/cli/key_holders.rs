//! Where wrapped keys lie, and how a rewrap reads and writes them.

/// A table that holds wrapped keys, and the two ids each of them is bound to.
pub(super) struct Holder {
    pub(super) table: &'static str,
    column: &'static str,
    org: &'static str,
    id: &'static str,
}

/// Stands for the organisation where a key is of none.
const NO_ORG: &str = "'00000000-0000-0000-0000-000000000000'::uuid";

/// Every table that holds wrapped keys (a test compares them with `db/columns.toml`).
pub(super) const HOLDERS: [Holder; 9] = [
    Holder {
        table: "public.person_key",
        column: "wrapped",
        org: "org_id",
        id: "person_id",
    },
    Holder {
        table: "auth.mail",
        column: "wrapped_key",
        org: NO_ORG,
        id: "id",
    },
    Holder {
        table: "auth.totp",
        column: "wrapped_enc",
        org: NO_ORG,
        id: "account_id",
    },
    Holder {
        table: "public.walk_in",
        column: "wrapped",
        org: "org_id",
        id: "id",
    },
    Holder {
        table: "public.incident",
        column: "wrapped",
        org: "org_id",
        id: "id",
    },
    Holder {
        table: "public.safeguarding_concern",
        column: "wrapped",
        org: "org_id",
        id: "id",
    },
    Holder {
        table: "public.supervision_session",
        column: "wrapped",
        org: "org_id",
        id: "id",
    },
    Holder {
        table: "public.sync_op",
        column: "wrapped",
        org: "org_id",
        id: "id",
    },
    Holder {
        table: "public.sync_conflict",
        column: "wrapped",
        org: "org_id",
        id: "id",
    },
];

impl Holder {
    /// The next keys that another key than $3 wraps, from a place in the order of their ids on.
    pub(super) fn next(&self) -> String {
        let Self { table, column, org, id } = self;
        format!(
            "select {org} as org_id, {id} as row_id, {column} as wrapped from {table}
             where ({org}, {id}) > ($1, $2) and {column} is not null and substring({column} from 2 for 16) <> $3
             order by {org}, {id} limit $4"
        )
    }

    /// Only a row that still is what was read: one that was erased meanwhile stays erased.
    pub(super) fn write(&self) -> String {
        let Self { table, column, org, id } = self;
        format!(
            "update {table} k set {column} = n.wrapped
             from unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::bytea[]) n (org_id, row_id, old, wrapped)
             where {org} = n.org_id and k.{id} = n.row_id and k.{column} = n.old",
            org = if *org == NO_ORG {
                NO_ORG.to_owned()
            } else {
                format!("k.{org}")
            },
        )
    }
}

/// Every wrapped key there is, by the key-encryption key that wraps it, whose id stands in bytes 2 to 17: a statement
/// whose rows are `kek`.
fn held() -> String {
    let of = |Holder { table, column, .. }: &Holder| {
        format!("select substring({column} from 2 for 16) as kek from {table} where {column} is not null")
    };
    HOLDERS.iter().map(of).collect::<Vec<_>>().join(" union all ")
}

/// Which key-encryption key wraps how many keys, of people and of whatever else is sealed.
pub(super) fn count() -> String {
    let held = held();
    format!("with held as ({held}) select kek, count(*) as people from held group by kek order by kek")
}

/// Keeps new wrapped keys out until the transaction ends: none may arrive between counting them and retiring their key.
pub(super) fn lock() -> String {
    let tables: Vec<_> = HOLDERS.iter().map(|holder| holder.table).collect();
    format!("lock table {} in share row exclusive mode", tables.join(", "))
}

/// Marks a key-encryption key ($1, its name $2) as retired at $3 unless it still wraps something; says how much it wraps.
pub(super) fn retire() -> String {
    let held = held();
    format!(
        "with held as ({held}), left_over as (
             select count(*) as people from held where kek = $1
         ), marked as (
             insert into auth.kek_retired (kek, name, retired_at)
             select $1, $2, $3 from left_over where people = 0
             on conflict (kek) do nothing
         )
         select people from left_over"
    )
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::HOLDERS;

    /// One that is forgotten would be lost with the key-encryption key that wraps it.
    #[test]
    fn rotation_knows_every_column_that_holds_wrapped_keys() {
        let columns: BTreeMap<String, BTreeMap<String, toml::Table>> =
            toml::from_str(include_str!("../../db/columns.toml")).unwrap();
        let classed = columns.iter().flat_map(|(table, columns)| {
            let keys = columns
                .iter()
                .filter(|(_, about)| about["class"].as_str() == Some("technical") && about.get("sealed").is_some());
            keys.map(move |(column, _)| format!("{table}.{column}"))
        });
        let rewrapped = HOLDERS.iter().map(|holder| {
            let table = holder.table.strip_prefix("public.").unwrap_or(holder.table);
            format!("{table}.{}", holder.column)
        });
        assert_eq!(classed.collect::<BTreeSet<_>>(), rewrapped.collect());
    }
}
