//! The database every test's own is cloned from: roles, migrations, policies.

use causeway::platform::db::migrate;
use sha2::{Digest, Sha256};
use std::path::Path;
use testkit::{Template, TestCluster};

/// The template for the schema as it stands in this checkout.
pub(crate) async fn template() -> Template {
    let cluster = TestCluster::shared().await.expect("the shared test cluster starts");
    template_on(&cluster).await
}

/// The same on another cluster (tests that kill Postgres own one).
pub(crate) async fn template_on(cluster: &std::sync::Arc<TestCluster>) -> Template {
    Template::ensure(cluster, &schema_key(), async |url: String| {
        // Migrations need a multi-threaded runtime; tests run on a single-threaded one.
        std::thread::spawn(move || {
            tokio::runtime::Builder::new_multi_thread()
                .enable_all()
                .build()
                .expect("a runtime")
                .block_on(async {
                    migrate::ensure_roles(&url).await?;
                    migrate::migrate(&url).await
                })
        })
        .join()
        .expect("migrations do not panic")
    })
    .await
    .expect("the template is built")
}

/// Names the schema's content: another migration or policy, another template.
fn schema_key() -> String {
    fn add(path: &Path, digest: &mut Sha256) {
        let mut entries: Vec<_> = std::fs::read_dir(path)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        entries.sort();
        for entry in entries {
            if entry.is_dir() {
                add(&entry, digest);
            } else if entry.extension().is_some_and(|extension| extension == "sql") {
                digest.update(entry.to_string_lossy().as_bytes());
                digest.update(std::fs::read(&entry).unwrap());
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut digest = Sha256::new();
    add(&root.join("migrations"), &mut digest);
    add(&root.join("src/platform/db"), &mut digest);
    // A feature's policies lie in its own folder.
    digest.update(migrate::wall_digest());
    hex::encode(&digest.finalize()[..12])
}
