//! How settings are read.

use super::*;

fn env(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

#[test]
fn the_defaults_are_complete() {
    let settings = Settings::load(None, &[]).unwrap();
    assert_eq!(settings.server.port, 8080);
    assert_eq!(
        (settings.sign_in.argon2_kib, settings.sign_in.argon2_passes),
        (65_536, 3),
        "security.md §3.3"
    );
}

#[test]
fn a_mistyped_key_is_refused_by_name() {
    for pairs in [[("CAUSEWAY__SERVER__PROT", "1")], [("CAUSEWAY__SERVRE__PORT", "1")]] {
        let message = Settings::load(None, &env(&pairs)).unwrap_err().to_string();
        assert!(message.contains("prot") || message.contains("servre"), "{message}");
        assert!(!message.contains('\n'), "one line: {message}");
    }
}

#[test]
fn the_file_beats_the_defaults_and_the_environment_beats_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("causeway.toml");
    std::fs::write(&file, "[server]\nport = 9001\nworkers = 3\n").unwrap();
    let settings = Settings::load(Some(&file), &env(&[("CAUSEWAY__SERVER__PORT", "9002")])).unwrap();
    assert_eq!((settings.server.port, settings.server.workers), (9002, 3));
}

#[test]
fn secrets_come_from_files_and_are_never_shown() {
    let dir = tempfile::tempdir().unwrap();
    let secret = dir.path().join("url");
    std::fs::write(&secret, "postgresql://causeway_app:canary@db/x\n").unwrap();
    let path = secret.to_str().unwrap();
    let pairs = [
        ("CAUSEWAY__DATABASE__URL_FILE", path),
        ("CAUSEWAY__DATABASE__AUTH_URL", "postgresql://canary"),
    ];
    let settings = Settings::load(None, &env(&pairs)).unwrap();
    assert_eq!(
        settings.database.outside().unwrap().0,
        "postgresql://causeway_app:canary@db/x"
    );
    assert!(!settings.describe().contains("canary") && !format!("{settings:?}").contains("canary"));
    let alone = Settings::load(None, &env(&[("DATABASE_URL", "x")])).unwrap_err();
    assert!(matches!(alone, ConfigError::HalfDatabase));
}
