//! The same figures as CSV, for a spreadsheet.

use super::content::Figure;
use super::file::ReleaseFile;

/// The columns, in the order in which they stand.
const DIMENSIONS: [&str; 4] = ["region", "age3", "gender", "family"];

/// The release as CSV (RFC 4180, lines end in CR LF).
///
/// Comment lines with hash, chain head, key and signature, then one row for each cell. It is made from the JSON file
/// alone, so it can be made again from it and compared.
///
/// No field begins with a character that a spreadsheet takes for a formula.
pub fn csv(file: &ReleaseFile) -> csv::Result<String> {
    let mut out = csv::WriterBuilder::new()
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let content = &file.content;
    let head = file.chain.last().map(|link| link.sha256.as_str()).unwrap_or_default();
    let facts = [
        ("release", file.format.as_str()),
        ("organisation", &content.organisation.name),
        ("indicator", &content.indicator),
        ("mechanism", &content.mechanism),
        ("content_sha256", &file.content_sha256),
        ("chain_head_sha256", head),
        ("public_key", &file.public_key),
        ("signature", &file.signature),
    ];
    for (name, value) in facts {
        out.write_record([comment(&format!("{name}: {value}"))])?;
    }
    out.write_record([comment(&format!("period: {}", content.period))])?;
    for note in &content.notes {
        out.write_record([comment(note)])?;
    }
    let header = ["table"].into_iter().chain(DIMENSIONS).chain(["young_people"]);
    out.write_record(header)?;
    for table in &content.tables {
        let name = if table.by.is_empty() {
            "total".to_owned()
        } else {
            table.by.join(" by ")
        };
        for cell in &table.cells {
            let mut row = vec![inert(&name)];
            row.extend(DIMENSIONS.map(|key| cell.of.get(key).map(|category| inert(category)).unwrap_or_default()));
            row.push(match &cell.young_people {
                Figure::Shown(figure) => figure.to_string(),
                Figure::Withheld(words) => inert(words),
            });
            out.write_record(row)?;
        }
    }
    let bytes = out.into_inner().map_err(csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A line that spreadsheets show and readers skip. One field, on one line.
fn comment(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("# {text}")
}

/// A text no spreadsheet runs: one that could begin a formula gets a leading apostrophe (OWASP, CSV injection).
fn inert(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        return format!("'{text}");
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_field_runs_as_a_formula() {
        for text in ["=1+1", "+1", "-north", "@sum", "\t=1"] {
            assert!(inert(text).starts_with('\''), "{text:?}");
        }
        assert_eq!(inert("north-1"), "north-1");
        assert_eq!(comment("Puentes\r\n=1+1"), "# Puentes  =1+1");
    }
}
