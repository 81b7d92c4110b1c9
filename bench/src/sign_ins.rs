//! A thousand sign-ins, after which the server's memory is looked at: each asks for 64 MiB for a moment.

use causeway::accounts::PasswordHasher;
use causeway::cli::Failure;
use causeway::platform::config::Settings;
use causeway::platform::keys::Keys;
use tokio_postgres::Client;

use crate::http::Connection;
use crate::seed;

const EMAIL: &str = "s0@bench.invalid";
const PASSWORD: &str = "four words nobody combines";
const CLIENTS: usize = 4;
/// In all (design: figures to reach).
pub(crate) const COUNT: usize = 1_000;

/// Gives the first worker a password, at the cost passwords have here.
pub(crate) async fn prepare(admin: &Client, settings: &Settings, keys: &Keys) -> Result<(), Failure> {
    let costs = &settings.sign_in;
    let hasher = PasswordHasher::new(costs.argon2_kib, costs.argon2_passes, &keys.pepper).map_err(Failure::of)?;
    let hash = hasher.hash(PASSWORD.to_owned().into()).await.map_err(Failure::of)?;
    let change = "update auth.account set password_hash = $1 where email = $2";
    match admin.execute(change, &[&hash, &EMAIL]).await {
        Ok(1) => Ok(()),
        Ok(_) => Err(Failure::of(format!("there is no account {EMAIL}"))),
        Err(error) => Err(seed::of(&error)),
    }
}

/// Signs her in [`COUNT`] times, from several connections.
pub(crate) async fn all(address: &str) -> Result<(), Failure> {
    let body = format!(r#"{{"email":"{EMAIL}","password":"{PASSWORD}"}}"#);
    let length = body.len();
    let request = format!(
        "POST /api/v1/sign-ins HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    let clients: Vec<_> = (0..CLIENTS)
        .map(|_| tokio::spawn(some(address.to_owned(), request.clone())))
        .collect();
    for client in clients {
        client.await.map_err(Failure::of)??;
    }
    Ok(())
}

async fn some(address: String, request: String) -> Result<(), Failure> {
    let mut connection = Connection::open(&address).await?;
    for _ in 0..COUNT / CLIENTS {
        let answer = connection.exchange(&request).await?;
        if answer.status != 201 {
            return Err(Failure::of(format!(
                "a sign-in was answered {}: {}",
                answer.status,
                answer.text()
            )));
        }
    }
    Ok(())
}
