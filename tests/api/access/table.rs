//! Writing the matrix so that a director can read it.

use std::fmt::Write as _;

use super::ask::Operation;
use super::callers::Caller;

const LEGEND: &str = "\
Who may do what
===============

Every operation of the API, called as everybody, about things that stand in different ties to the caller. Made by really
calling them (tests/api/access/); a test compares this file byte by byte. When it differs, the test writes
target/authz-matrix.actual.txt: read it, decide whether every cell that changed is right, and copy it here by hand.

  ✔    allowed; in a list: is shown
  -    the list is answered, and this is not in it
  401  sign in first
  403  may know it, may not do it
  404  is not there for the caller, and looks exactly like a made-up id
  422  may do it, but not with what is named in the body

Columns: a role is held at the site north, at the site south, in the programme mentoring (ment.), or, where nothing is
said, in the whole organisation; the last two are people of another organisation (other), who are asked only about this
one. \"The caller is assigned\", \"took her in\" and \"logged by the caller\" are written into the database for everybody,
those too whom the application would never let do it: what counts is that a row says so.
";

const LABEL: usize = 52;
const COLUMN: usize = 7;

/// The cells of one row.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) operation: Operation,
    pub(super) title: &'static str,
    pub(super) words: &'static str,
    /// One per caller; empty where nothing was asked.
    pub(super) cells: Vec<String>,
}

/// The whole file.
pub(super) fn render(callers: &[Caller], lines: &[Line]) -> String {
    let mut text = LEGEND.to_owned();
    let (mut tag, mut operation, mut title) = ("", "", "");
    for line in lines {
        if line.operation.tag != tag {
            tag = &line.operation.tag;
            head(&mut text, tag, callers);
        }
        if line.operation.id != operation {
            (operation, title) = (&line.operation.id, "");
            let Operation {
                id,
                summary,
                method,
                template,
                ..
            } = &line.operation;
            writeln!(text, "{id} - {summary} ({method} {template})").unwrap();
        }
        if line.title != title {
            title = line.title;
            if !title.is_empty() {
                writeln!(text, "  {title}:").unwrap();
            }
        }
        let indent = if title.is_empty() { 2 } else { 4 };
        let label = format!("{:indent$}{}", "", line.words);
        row(&mut text, &label, line.cells.iter().map(String::as_str));
    }
    text
}

fn head(text: &mut String, tag: &str, callers: &[Caller]) {
    let title = format!("{}{}", tag[..1].to_uppercase(), &tag[1..]);
    write!(text, "\n\n{title}\n{}\n", "-".repeat(title.len())).unwrap();
    for line in 0..3 {
        row(text, "", callers.iter().map(|caller| caller.heading[line]));
    }
}

fn row(text: &mut String, label: &str, cells: impl Iterator<Item = impl std::fmt::Display>) {
    let mut line = format!("{label:LABEL$}");
    for cell in cells {
        write!(line, "{cell:>COLUMN$}").unwrap();
    }
    text.push_str(line.trim_end());
    text.push('\n');
}
