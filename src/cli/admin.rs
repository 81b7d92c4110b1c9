//! `causeway admin create`: the first organisation and who administers it.

use clap::Subcommand;
use diesel::sql_types::{Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use diesel_async::SimpleAsyncConnection;
use secrecy::SecretString;

use super::database::runtime;
use super::serve::hasher;
use super::{Database, Failure, say};
use crate::accounts::{AccountId, Email, NewAccount, PasswordContext, create_account};
use crate::platform::clock::{Clock, SystemClock};
use crate::platform::config::Settings;
use crate::platform::db::{Prepared, connect};
use crate::platform::ids::{Ids, RandomIds};
use crate::platform::keys::Keys;
use crate::sql_file;

sql_file!(AddOrganisation, "add_organisation.sql");

#[derive(Debug, Subcommand)]
pub(super) enum AdminCommand {
    /// Create an organisation and its first administrator. The password is asked for, or read from a file.
    Create {
        /// Name of the organisation.
        #[arg(long)]
        organisation: String,
        /// Country, ISO 3166-1 alpha-2.
        #[arg(long)]
        country: String,
        /// The administrator's e-mail.
        #[arg(long)]
        email: String,
        /// The name colleagues see.
        #[arg(long)]
        name: String,
        /// File that holds the password; asked for when left out.
        #[arg(long)]
        password_file: Option<std::path::PathBuf>,
        /// File with an administrator's connection string, for an outside database.
        #[arg(long)]
        admin_url_file: Option<std::path::PathBuf>,
    },
}

pub(super) fn run(command: AdminCommand, settings: &Settings) -> Result<(), Failure> {
    let AdminCommand::Create {
        organisation,
        country,
        email,
        name,
        password_file,
        admin_url_file,
    } = command;
    let email = Email::try_from(email).map_err(Failure::of)?;
    let password = match password_file {
        Some(path) => std::fs::read_to_string(&path)
            .map(|text| text.trim_end_matches('\n').to_owned())
            .map_err(|error| Failure::of(format!("{}: {error}", path.display())))?,
        None => rpassword::prompt_password("Password for the new administrator: ").map_err(Failure::of)?,
    };
    let hasher = hasher(settings, &Keys::load(&settings.keys_dir).map_err(Failure::of)?)?;
    let admin_url = match admin_url_file {
        Some(path) => std::fs::read_to_string(&path)
            .map(|text| text.trim().to_owned())
            .map_err(|error| Failure::of(format!("{}: {error}", path.display())))?,
        None => Database::open(settings)?.admin_url().ok_or_else(|| {
            Failure::of(
                "an outside database needs --admin-url-file: the server's own role may not create organisations",
            )
        })?,
    };
    let context = if settings.sign_in.require_second_factor {
        PasswordContext::with_second_factor()
    } else {
        PasswordContext::alone()
    };
    let context = context.near(&organisation).near(&name).of(&email);
    let (now, ids) = (SystemClock.now(), RandomIds);
    let account = AccountId::from_uuid(ids.next());
    let org = ids.next();
    runtime()?.block_on(async {
        let mut conn = connect(admin_url).await.map_err(Failure::of)?;
        conn.batch_execute("begin").await.map_err(Failure::of)?;
        let new = NewAccount {
            id: account,
            email: &email,
            password: SecretString::from(password),
            context: &context,
            now,
        };
        create_account(&mut conn, &hasher, new).await.map_err(Failure::of)?;
        Prepared::<AddOrganisation>::new()
            .bind::<SqlUuid, _>(org)
            .bind::<Text, _>(organisation)
            .bind::<Text, _>(country.to_uppercase())
            .bind::<Timestamptz, _>(now)
            .bind::<SqlUuid, _>(ids.next())
            .bind::<SqlUuid, _>(account)
            .bind::<Text, _>(name)
            .bind::<SqlUuid, _>(ids.next())
            .execute(&mut conn)
            .await
            .map_err(Failure::of)?;
        conn.batch_execute("commit").await.map_err(Failure::of)
    })?;
    say(&format!(
        "organisation {org} created; its administrator can sign in now\n"
    ));
    Ok(())
}
