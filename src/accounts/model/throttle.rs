//! How often anybody may guess (security.md §3.6).
//!
//! Every guess is counted before it is looked at, and settled after: right, wrong, or neither. A counter that is full or
//! blocked lets nobody through, not even with the right answer, and says so in the same words. What is counted, each with
//! a rule of its own: guesses at one account from one network, at one account, from one network, and the different
//! accounts one network fails at; codes of a second factor and recovery codes, by account.

use chrono::{DateTime, Duration, Utc};
use sealed::MacKey;

use super::{AccountId, Email};
use crate::platform::http::Network;

/// Which counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::accounts) enum Counted {
    /// Guesses at one account from one network: 5, then a minute, then one guess between blocks twice as long each, up to
    /// an hour.
    Pair,
    /// Guesses at one account: 100 in a day, then none until the day is over, but from networks its owner is known at.
    Account,
    /// Guesses from one network: 30 a minute, then a quarter of an hour.
    Network,
    /// Different accounts one network fails at: 20 in ten minutes, then a quarter of an hour.
    Spread,
    /// Codes of one account's second factor, or its recovery codes: 5, then a quarter of an hour, twice as long each time,
    /// up to a day.
    Code,
}

/// A network its owner signed in from counts as hers for so long.
const KNOWN_FOR: Duration = Duration::days(30);
/// A guess that was not settled by then never will be: its server is gone.
const UNSETTLED: Duration = Duration::minutes(1);
/// Bytes that stand for an account in a network's list.
const MARK: usize = 8;

impl Counted {
    /// Wrong guesses there may be.
    fn limit(self, level: i32) -> i32 {
        match (self, level) {
            (Self::Pair, 1..) => 1,
            (Self::Pair | Self::Code, _) => 5,
            (Self::Account, _) => 100,
            (Self::Network, _) => 30,
            (Self::Spread, _) => 20,
        }
    }

    /// In how long.
    fn window(self) -> Duration {
        match self {
            Self::Pair | Self::Account | Self::Code => Duration::days(1),
            Self::Network => Duration::minutes(1),
            Self::Spread => Duration::minutes(10),
        }
    }

    /// Until when nobody may guess who has reached the limit for the `level`th time, counted from 0.
    fn block(self, level: i32, window_start: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
        let doubled = |first: Duration, longest: Duration| now + (first * (1 << level.clamp(0, 10))).min(longest);
        match self {
            Self::Pair => doubled(Duration::minutes(1), Duration::hours(1)),
            Self::Code => doubled(Duration::minutes(15), Duration::days(1)),
            Self::Account => window_start + self.window(),
            Self::Network | Self::Spread => now + Duration::minutes(15),
        }
    }
}

/// What a counter has seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::accounts) struct Counter {
    pub(in crate::accounts) window_start: DateTime<Utc>,
    pub(in crate::accounts) fails: i32,
    pub(in crate::accounts) open: i32,
    pub(in crate::accounts) opened_at: DateTime<Utc>,
    pub(in crate::accounts) level: i32,
    pub(in crate::accounts) blocked_until: Option<DateTime<Utc>>,
    pub(in crate::accounts) good_at: Option<DateTime<Utc>>,
    pub(in crate::accounts) accounts: Vec<u8>,
}

/// How a guess ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::accounts) enum Outcome {
    /// Everything was right.
    Right,
    /// It was wrong.
    Wrong,
    /// Right as far as it went, or never looked at: counts as nothing.
    Neither,
}

impl Counter {
    /// One that has seen nothing.
    #[cfg(test)]
    fn new(now: DateTime<Utc>) -> Self {
        Self {
            window_start: now,
            fails: 0,
            open: 0,
            opened_at: now,
            level: 0,
            blocked_until: None,
            good_at: None,
            accounts: Vec::new(),
        }
    }

    /// Forgets what is out of date.
    pub(in crate::accounts) fn catch_up(&mut self, counted: Counted, now: DateTime<Utc>) {
        if now >= self.window_start + counted.window() {
            self.window_start = now;
            self.fails = 0;
            self.level = 0;
            self.accounts.clear();
        }
        if now >= self.opened_at + UNSETTLED {
            self.open = 0;
        }
        self.blocked_until = self.blocked_until.filter(|until| *until > now);
    }

    /// Until when nobody gets through; `None`: one more guess may be made. Too many at once: for a second.
    pub(in crate::accounts) fn refuses(&self, counted: Counted, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let is_full = self.fails + self.open >= counted.limit(self.level);
        self.blocked_until
            .or_else(|| is_full.then(|| now + Duration::seconds(1)))
    }

    /// Has everything been right from this network lately?
    pub(in crate::accounts) fn is_known(&self, now: DateTime<Utc>) -> bool {
        self.good_at.is_some_and(|good_at| now < good_at + KNOWN_FOR)
    }

    /// One more guess is under way.
    pub(in crate::accounts) fn begin(&mut self, now: DateTime<Utc>) {
        self.open += 1;
        self.opened_at = now;
    }

    /// It has ended. `mark` stands for the account it was at. True when this was the one that reached the limit.
    pub(in crate::accounts) fn settle(
        &mut self,
        counted: Counted,
        outcome: Outcome,
        mark: [u8; MARK],
        now: DateTime<Utc>,
    ) -> bool {
        self.open = (self.open - 1).max(0);
        match outcome {
            Outcome::Neither => return false,
            Outcome::Right => {
                if matches!(counted, Counted::Pair | Counted::Code) {
                    self.fails = 0;
                    self.level = 0;
                    self.good_at = Some(now);
                }
                return false;
            }
            Outcome::Wrong => {}
        }
        if counted == Counted::Spread {
            if self.accounts.chunks_exact(MARK).any(|known| known == mark) {
                return false;
            }
            self.accounts.extend(mark);
        }
        self.fails += 1;
        if self.fails < counted.limit(self.level) {
            return false;
        }
        self.blocked_until = Some(counted.block(self.level, self.window_start, now));
        self.fails = 0;
        self.accounts.clear();
        self.level += 1;
        true
    }

    /// When the counter will have nothing more to say.
    pub(in crate::accounts) fn forget_at(&self, counted: Counted) -> DateTime<Utc> {
        let known_until = self.good_at.map(|good_at| good_at + KNOWN_FOR);
        let ends = [self.blocked_until, known_until, Some(self.opened_at + UNSETTLED)];
        let window = self.window_start + counted.window();
        ends.into_iter().flatten().fold(window, DateTime::max)
    }
}

/// A guess that is about to be made: the counters it goes by.
#[derive(Debug, Clone)]
pub(in crate::accounts) struct Guess {
    /// Each with the keyed digest it is stored under: who reads the table learns neither accounts nor networks.
    pub(in crate::accounts) counters: Vec<(Counted, [u8; 16])>,
    /// Stands for the account in a network's list.
    pub(in crate::accounts) mark: [u8; MARK],
}

impl Guess {
    /// At a password, whether or not the account exists.
    pub(in crate::accounts) fn at_password(key: &MacKey, email: &Email, network: Network) -> Self {
        let (account, network) = (email.as_str().as_bytes(), network.bytes());
        let key = |purpose, content: &[u8]| digest(key, purpose, content);
        let of_account = key("throttle.account", account);
        let mut both = of_account.to_vec();
        both.extend(network);
        Self {
            counters: vec![
                (Counted::Pair, key("throttle.pair", &both)),
                (Counted::Account, of_account),
                (Counted::Network, key("throttle.network", &network)),
                (Counted::Spread, key("throttle.spread", &network)),
            ],
            mark: std::array::from_fn(|at| of_account.get(at).copied().unwrap_or_default()),
        }
    }

    /// At something that is not tied to an account: a device's code, a mailed link. Bounded for the network alone.
    pub(in crate::accounts) fn at_the_door(key: &MacKey, network: Network) -> Self {
        Self {
            counters: vec![(Counted::Network, digest(key, "throttle.network", &network.bytes()))],
            mark: [0; MARK],
        }
    }

    /// At a code of the second factor.
    pub(in crate::accounts) fn at_code(key: &MacKey, account: AccountId) -> Self {
        Self::by_account("throttle.code", key, account)
    }

    /// At a recovery code.
    pub(in crate::accounts) fn at_recovery_code(key: &MacKey, account: AccountId) -> Self {
        Self::by_account("throttle.recovery", key, account)
    }

    fn by_account(purpose: &'static str, key: &MacKey, account: AccountId) -> Self {
        Self {
            counters: vec![(Counted::Code, digest(key, purpose, &account.bytes()))],
            mark: [0; MARK],
        }
    }
}

fn digest(key: &MacKey, purpose: &'static str, content: &[u8]) -> [u8; 16] {
    // Guesses belong to no organisation.
    *key.content_mac([0; 16]).tag(purpose, content).as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start() -> DateTime<Utc> {
        "2026-06-10T09:30:00Z".parse().unwrap()
    }

    /// Guesses wrong whenever it is let through, at every second of `length`. When that was, in seconds.
    fn guess_on(what: Counted, length: Duration) -> Vec<i64> {
        let (mut counter, mut tried) = (Counter::new(start()), Vec::new());
        for second in 0..length.num_seconds() {
            let now = start() + Duration::seconds(second);
            counter.catch_up(what, now);
            while counter.refuses(what, now).is_none() {
                counter.begin(now);
                counter.settle(
                    what,
                    Outcome::Wrong,
                    u64::try_from(tried.len()).unwrap().to_be_bytes(),
                    now,
                );
                tried.push(second);
            }
        }
        tried
    }

    #[test]
    fn one_network_gets_five_guesses_then_one_between_blocks_that_double() {
        let tried = guess_on(Counted::Pair, Duration::days(1));
        assert_eq!(tried[..5], [0; 5]);
        assert_eq!(tried[5..12], [60, 180, 420, 900, 1860, 3780, 7380]);
        assert_eq!(tried.len(), 33, "in a day");
    }

    #[test]
    fn networks_and_accounts_have_their_limits_too() {
        assert_eq!(guess_on(Counted::Account, Duration::days(1)).len(), 100);
        assert_eq!(guess_on(Counted::Network, Duration::minutes(1)).len(), 30);
        assert_eq!(guess_on(Counted::Network, Duration::hours(1)).len(), 120);
        assert_eq!(guess_on(Counted::Spread, Duration::minutes(10)).len(), 20);
        let codes = guess_on(Counted::Code, Duration::days(1));
        assert_eq!(codes.len(), 35, "of a million");
        assert_eq!(codes[4..6], [0, 900]);
    }

    #[test]
    fn guesses_under_way_count_and_those_whose_server_died_do_not() {
        let (mut counter, now) = (Counter::new(start()), start());
        for _ in 0..5 {
            assert_eq!(counter.refuses(Counted::Pair, now), None);
            counter.begin(now);
        }
        assert_eq!(counter.refuses(Counted::Pair, now), Some(now + Duration::seconds(1)));
        let mut settled = counter.clone();
        settled.settle(Counted::Pair, Outcome::Neither, [0; MARK], now);
        assert_eq!(settled.refuses(Counted::Pair, now), None);
        counter.catch_up(Counted::Pair, now + UNSETTLED);
        assert_eq!(counter.refuses(Counted::Pair, now), None);
    }

    #[test]
    fn being_right_clears_ones_own_mistakes_and_nobody_elses() {
        let now = start();
        for (counted, left) in [
            (Counted::Pair, 0),
            (Counted::Code, 0),
            (Counted::Account, 4),
            (Counted::Network, 4),
        ] {
            let mut counter = Counter::new(now);
            for _ in 0..4 {
                counter.begin(now);
                assert!(!counter.settle(counted, Outcome::Wrong, [0; MARK], now));
            }
            counter.begin(now);
            counter.settle(counted, Outcome::Right, [0; MARK], now);
            assert_eq!((counter.fails, counter.open), (left, 0), "{counted:?}");
        }
    }

    #[test]
    fn the_same_account_twice_is_one_account() {
        let (mut counter, now) = (Counter::new(start()), start());
        for _ in 0..30 {
            counter.begin(now);
            counter.settle(Counted::Spread, Outcome::Wrong, [7; MARK], now);
        }
        assert_eq!((counter.fails, counter.accounts.len()), (1, MARK));
    }

    #[test]
    fn a_network_is_known_for_a_month_and_kept_as_long() {
        let (mut counter, now) = (Counter::new(start()), start());
        assert!(!counter.is_known(now));
        counter.begin(now);
        counter.settle(Counted::Pair, Outcome::Right, [0; MARK], now);
        assert!(counter.is_known(now + KNOWN_FOR - Duration::seconds(1)));
        assert!(!counter.is_known(now + KNOWN_FOR));
        assert_eq!(counter.forget_at(Counted::Pair), now + KNOWN_FOR);
        assert_eq!(
            Counter::new(now).forget_at(Counted::Network),
            now + Duration::minutes(1)
        );
    }
}
