//! A release carries what lies in `web/dist`, where `make` has it built first. Without it there is a server without the app.

use std::path::Path;

#[expect(clippy::disallowed_methods, reason = "cargo tells a build script in no other way")]
fn main() -> std::io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    let built = Path::new("web/dist");
    std::fs::create_dir_all(built)?;
    // A debug build reads the folder when it is asked: nothing to build again.
    if std::env::var("PROFILE").as_deref() == Ok("release") {
        println!("cargo:rerun-if-changed={}", built.display());
    }
    Ok(())
}
