//! The server settings that carry a promise, each with its reason.
//!
//! They go on the server's command line, where nothing in the cluster's own files and no `ALTER SYSTEM` can override
//! them, and after the caller's extra settings, which therefore cannot weaken them either.

/// One server setting and why it is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// Its name.
    pub name: &'static str,
    /// Its value.
    pub value: &'static str,
    /// Why.
    pub reason: &'static str,
}

const fn set(name: &'static str, value: &'static str, reason: &'static str) -> Setting {
    Setting { name, value, reason }
}

/// Nobody but the server's own user (and root) gets in.
pub const PRIVATE: &[Setting] = &[
    set("listen_addresses", "", "no network port: the socket is the only way in"),
    set(
        "unix_socket_permissions",
        "0700",
        "a second lock behind the 0700 folder the socket lies in",
    ),
];

/// The log says what the server does and never what people wrote.
///
/// It is read by operators, copied into tickets and kept
/// in places the data never goes. Measured (`security.md` M16): at the defaults three failing inserts put six lines
/// with personal data into the log.
pub const QUIET_LOG: &[Setting] = &[
    set(
        "log_error_verbosity",
        "terse",
        "DETAIL, HINT, QUERY and CONTEXT quote rows and statements",
    ),
    set(
        "log_min_error_statement",
        "panic",
        "failing statements are not repeated in the log",
    ),
    set(
        "log_parameter_max_length",
        "0",
        "logged statements carry no bind values",
    ),
    set("log_parameter_max_length_on_error", "0", "errors carry no bind values"),
    set("log_statement", "none", "statements are not logged"),
    set("log_min_duration_statement", "-1", "slow statements are not logged"),
    set("log_min_duration_sample", "-1", "nor a sample of them"),
    set("log_transaction_sample_rate", "0", "nor whole transactions"),
    set("log_duration", "off", "nor their durations one by one"),
    set("debug_print_parse", "off", "parse trees hold literals"),
    set("debug_print_rewritten", "off", "rewritten trees hold literals"),
    set("debug_print_plan", "off", "plans hold literals"),
    set(
        "log_line_prefix",
        "%m [%p] ",
        "time and process; no user, address or application name",
    ),
];

/// What [`QUIET_LOG`] cannot do alone.
///
/// A failing cast (`invalid input syntax for type integer: "…"`) has the value in the
/// message itself. So for sessions, and only for them, messages below LOG stay out of the log. The client still gets
/// them, and a checkpointer or archiver in trouble, which is no session, still logs its errors. Kept in the cluster
/// (`ALTER ROLE ALL`); no plain role can change it, since the setting is reserved for superusers.
pub const QUIET_SESSIONS: Setting = set(
    "log_min_messages",
    "log",
    "errors of a session can quote a value in their first line",
);

/// A week of logs, one file per weekday: enough to look back, bounded, and rotated without help.
pub const LOG_FILES: &[Setting] = &[
    set("log_destination", "stderr", "plain text"),
    set(
        "logging_collector",
        "on",
        "the server writes and rotates its own log, whoever started it",
    ),
    set("log_filename", "postgres-%a.log", "one file per weekday"),
    set("log_file_mode", "0600", "for the server's user only"),
    set("log_rotation_age", "1d", "next file at midnight"),
    set("log_rotation_size", "0", "and at no other time"),
    set(
        "log_truncate_on_rotation",
        "on",
        "last week's file of that day is overwritten",
    ),
    set("log_timezone", "UTC", "one clock for the logs of server and database"),
    set("lc_messages", "C", "messages in one language, whatever the machine's"),
];

/// A commit that was acknowledged survives the power cut.
pub const DURABLE: &[Setting] = &[
    set("fsync", "on", "writes reach the disk"),
    set(
        "full_page_writes",
        "on",
        "a page torn by a power cut is mended from the log",
    ),
    set(
        "synchronous_commit",
        "on",
        "a commit is acknowledged after it is on the disk",
    ),
];

/// For tests: a power cut loses everything, a `kill -9` of the server its last moments.
pub const THROWAWAY: &[Setting] = &[
    set("fsync", "off", "nothing here is worth waiting for the disk"),
    set("full_page_writes", "off", "less to write"),
    set(
        "synchronous_commit",
        "off",
        "commits do not wait for their log; a killed server forgets the last fifth of a second or more",
    ),
    set("wal_level", "minimal", "less to write"),
    set("max_wal_senders", "0", "wal_level=minimal asks for it"),
];

/// One behaviour on every machine.
pub const SAME_EVERYWHERE: &[Setting] = &[set(
    "TimeZone",
    "UTC",
    "a session that does not ask for a zone gets UTC, not the machine's",
)];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_setting_is_given_twice_in_one_run() {
        let always = [PRIVATE, QUIET_LOG, LOG_FILES, SAME_EVERYWHERE].concat();
        for durability in [DURABLE, THROWAWAY] {
            let mut names: Vec<&str> = always.iter().chain(durability).map(|setting| setting.name).collect();
            let all = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), all);
        }
    }
}
