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

/// Every table that holds wrapped keys (`tests/api/erasure/columns.rs` compares them with `db/columns.toml`).
pub(super) const HOLDERS: [Holder; 6] = [
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
