//! The part of the history that is done through the API.

use diesel_async::AsyncPgConnection;

use super::door::Door;
use super::error::Error;
use super::rows::Network;
use super::{SEED, lately, released};
use crate::platform::clock::{Clock, FixedClock};
use crate::state::AppState;

/// Does through the API what few do: the last weeks of every house, and the first house's releases. `clock` is the one
/// `state` goes by; it is left where it was.
pub async fn live(
    conn: &mut AsyncPgConnection,
    state: &AppState,
    clock: &FixedClock,
    network: &Network,
) -> Result<(), Error> {
    let now = clock.now();
    let mut door = Door::open(conn, state, clock).await;
    let lived = async {
        lately::live(&mut door, network, SEED, now).await?;
        match network.houses.as_slice().first() {
            Some(house) => released::release_history(&mut door, house, now).await,
            None => Ok(()),
        }
    };
    let lived = lived.await;
    clock.set(now);
    lived
}
