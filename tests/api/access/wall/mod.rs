//! What row-level security alone lets each colleague see, change and add, table by table: `db/wall.txt`.
//!
//! The application is not asked: bare SQL as `causeway_app`, after `access.enter`, in the scene of the matrix. What is
//! tried is taken back, so one picture can follow the other; `mutants` takes one after every mutation of a policy.

mod mutants;
mod picture;

pub(crate) use mutants::of_every_policy;

use std::fmt::Write as _;
use std::path::Path;

use picture::{Camera, Picture};

use super::scene::Scene;

const COMMITTED: &str = "db/wall.txt";
const ACTUAL: &str = "target/wall.actual.txt";
const LEGEND: &str = "\
What the wall lets through
==========================

Row-level security alone, without the application: for each table how many rows of the scene (tests/api/access/) each
colleague sees and how many she could change (as they are; signed as hers where somebody signs; signed in another's name:
lends); of those that have a state, how many moves to another state she could write (signed in another's name: usurps); how
many of all rows she could add with her own name put in as the author's, decided by herself as well (decides), and as they
are, in the names of others (forges). Who is not named can do nothing. Whoever holds no role is `no_role`, a colleague of
another organisation `stranger`. Made by really trying; a test compares this file. When it differs, the test writes
target/wall.actual.txt: read it, decide whether every line that changed is right, and copy it here by hand.
";

fn render(picture: &Picture) -> String {
    let mut text = LEGEND.to_owned();
    for (table, acts) in picture {
        writeln!(text, "\n{table}").unwrap();
        for (act, people) in acts {
            let mut line = format!("  {act:<7}");
            for (name, count) in people {
                let word = format!(" {name} {count}");
                if line.chars().count() + word.len() > 118 {
                    writeln!(text, "{line}").unwrap();
                    line = " ".repeat(9);
                }
                line += &word;
            }
            writeln!(text, "{line}").unwrap();
        }
    }
    text
}

#[actix_web::test]
async fn the_wall_is_as_committed() {
    let scene = Box::pin(Scene::build()).await;
    let camera = Camera::set_up(&scene, false).await;
    let picture = camera.everything().await;
    assert!(picture.len() > 20, "{} tables", picture.len());
    let actual = render(&picture);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let committed = std::fs::read_to_string(root.join(COMMITTED)).unwrap_or_default();
    if actual != committed {
        std::fs::write(root.join(ACTUAL), &actual).unwrap();
        panic!("the wall differs from {COMMITTED}; it is in {ACTUAL}. Read it; copy it only if every line is right");
    }
}

/// The measure itself: a policy that lets everybody see everything is seen.
#[actix_web::test]
async fn a_hole_shows_in_the_picture() {
    let scene = Box::pin(Scene::build()).await;
    let camera = Camera::set_up(&scene, false).await;
    let whole = camera.of(&["public.session_note"]).await;
    let hole = "alter policy session_note_read on session_note using (true)";
    scene.sql.batch_execute(hole).await.unwrap();
    assert_ne!(camera.of(&["public.session_note"]).await, whole);
}
