//! Texts that are read out.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Binary, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;

use crate::consent::model::{ConsentKind, ConsentTextId};
use crate::consent::scope::TextScope;
use crate::platform::db::{AuditEvent, DbError, Prepared, Tier, Tx, Write};
use crate::platform::ids::StaffId;
use crate::sql_file;

sql_file!(ListTexts, "../sql/list_texts.sql");
sql_file!(FindText, "../sql/find_text.sql");
sql_file!(AddText, "../sql/add_text.sql");
sql_file!(ApproveText, "../sql/approve_text.sql");

/// One version of a text in one language.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::consent) struct TextRow {
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::consent) id: ConsentTextId,
    #[diesel(sql_type = Text)]
    pub(in crate::consent) kind: ConsentKind,
    #[diesel(sql_type = Text)]
    pub(in crate::consent) language: String,
    #[diesel(sql_type = Text)]
    pub(in crate::consent) version: String,
    #[diesel(sql_type = Text)]
    pub(in crate::consent) body: String,
    #[diesel(sql_type = SqlUuid)]
    pub(in crate::consent) written_by: StaffId,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub(in crate::consent) approved_by: Option<StaffId>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(in crate::consent) approved_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Timestamptz)]
    pub(in crate::consent) recorded_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(in crate::consent) created_mac: Option<Vec<u8>>,
    #[diesel(sql_type = Integer)]
    pub(in crate::consent) row_version: i32,
}

/// A text about to be written.
pub(in crate::consent) struct NewText {
    pub(in crate::consent) id: ConsentTextId,
    pub(in crate::consent) kind: ConsentKind,
    pub(in crate::consent) language: String,
    pub(in crate::consent) version: String,
    pub(in crate::consent) body: String,
    pub(in crate::consent) created_mac: [u8; 16],
}

/// A text by its id, for whoever works in the house.
pub(in crate::consent) async fn find<M>(tx: &Tx<M>, text: ConsentTextId) -> Result<Option<TextRow>, DbError> {
    let mut conn = tx.conn()?;
    let query = Prepared::<FindText>::new()
        .bind::<SqlUuid, _>(tx.context().org)
        .bind::<SqlUuid, _>(text);
    Ok(query.get_result(&mut conn).await.optional()?)
}

impl<M> TextScope<'_, M> {
    /// All of them.
    pub(in crate::consent) async fn list(&self) -> Result<Vec<TextRow>, DbError> {
        let mut conn = self.tx.conn()?;
        let query = Prepared::<ListTexts>::new().bind::<SqlUuid, _>(self.tx.context().org);
        Ok(query.load(&mut conn).await?)
    }
}

impl TextScope<'_, Write> {
    /// Adds a version the caller wrote.
    pub(in crate::consent) async fn add(&self, new: NewText) -> Result<(), DbError> {
        let (mut conn, context) = (self.tx.conn()?, self.tx.context());
        Prepared::<AddText>::new()
            .bind::<SqlUuid, _>(context.org)
            .bind::<SqlUuid, _>(new.id)
            .bind::<Text, _>(new.kind)
            .bind::<Text, _>(new.language)
            .bind::<Text, _>(new.version)
            .bind::<Text, _>(new.body)
            .bind::<SqlUuid, _>(context.staff)
            .bind::<Binary, _>(new.created_mac.to_vec())
            .bind::<Timestamptz, _>(self.tx.now())
            .execute(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("create", "consent_text", new.id.uuid(), Tier::C1));
        Ok(())
    }

    /// The caller approves it; `false` when it was changed meanwhile.
    pub(in crate::consent) async fn approve(&self, text: ConsentTextId, version: i32) -> Result<bool, DbError> {
        let (mut conn, context) = (self.tx.conn()?, self.tx.context());
        let approved = Prepared::<ApproveText>::new()
            .bind::<SqlUuid, _>(context.org)
            .bind::<SqlUuid, _>(text)
            .bind::<Integer, _>(version)
            .bind::<SqlUuid, _>(context.staff)
            .bind::<Timestamptz, _>(self.tx.now())
            .execute(&mut conn)
            .await?;
        self.tx
            .audit(AuditEvent::on("approve", "consent_text", text.uuid(), Tier::C1));
        Ok(approved == 1)
    }

    /// Remembers that an approval was asked for again and answered as before.
    pub(in crate::consent) fn remember_repeat(&self, text: ConsentTextId) {
        self.tx
            .audit(AuditEvent::on("read", "consent_text", text.uuid(), Tier::C1));
    }
}
