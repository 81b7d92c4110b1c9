//! Somebody with a password of her own.

use uuid::Uuid;

use super::{World, new_id};

/// A password that no rule refuses.
pub(crate) const PASSWORD: &str = "kettle moss argue tin";

/// An account with a place in an organisation.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) account: Uuid,
    pub(crate) staff: Uuid,
    pub(crate) email: String,
}

impl World {
    /// An account with this e-mail and [`PASSWORD`], and a place as Ana in an organisation, holding `role` there if it is
    /// one.
    pub(crate) async fn person(&self, org: Uuid, email: &str, role: &str) -> Person {
        let sql = self.sql().await;
        let password = secrecy::SecretString::from(PASSWORD.to_owned());
        let hash = self.state.shared().passwords.hash(password).await.unwrap();
        let ([account, staff], now) = (std::array::from_fn(|_| new_id()), self.now());
        sql.execute(
            "insert into auth.account (id, email, password_hash, recorded_at) values ($1, $2, $3, $4)",
            &[&account, &email, &hash, &now],
        )
        .await
        .unwrap();
        sql.execute(
            "insert into staff_member (org_id, id, account_id, display_name, recorded_at) values ($1, $2, $3, 'Ana', $4)",
            &[&org, &staff, &account, &now],
        )
        .await
        .unwrap();
        if !role.is_empty() {
            sql.execute(
                "insert into role_grant (org_id, id, staff_id, role, granted_at, recorded_at)
                 values ($1, $2, $3, $4, $5, $5)",
                &[&org, &new_id(), &staff, &role, &now],
            )
            .await
            .unwrap();
        }
        Person {
            account,
            staff,
            email: email.to_owned(),
        }
    }
}
