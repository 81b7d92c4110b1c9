//! The pages as text. Nothing here asks for time, network or database.

use std::fmt::Write;

use crate::demo::DemoAccount;

/// What the front page says outside the demo: enough to know that the address is right, nothing about the house.
const CLOSED: &str = "<p class=\"lead\">This address is for people who have been given a sign-in.</p>";

/// What it says in the demo before the sign-ins.
const OPEN: &str = r#"<p class="lead">People who work alongside others note here what they did, where they stand, in under a
minute. From those notes come figures a whole house can trust, and signed releases in which nobody can be found.</p>
<p class="notice"><strong>This is the demo.</strong> All people, places and organisations in it are invented.</p>
<h2>Look around</h2>
<ul class="ways">
<li><a href="/api-docs">Every operation, to read and to try</a></li>
<li>The whole line in one run:<code>examples/main-job.sh</code></li>
</ul>
<h2>Sign-ins</h2>
<p class="hint">Each one sees something else. A tap or double-click on an address or password selects all of it.</p>
"#;

/// A role in plain words, and what it opens (`src/access/model.rs` decides; this only tells).
const ROLES: [(&str, &str, &str); 14] = [
    ("mentor", "Mentor", "her own people, their sessions and notes"),
    (
        "outreach_worker",
        "Outreach worker",
        "her own people, their sessions and notes",
    ),
    ("job_coach", "Job coach", "her own people, their sessions and notes"),
    ("intake_officer", "Intake officer", "people on their way in"),
    (
        "supervisor",
        "Supervisor",
        "everybody at her site, and who works with whom",
    ),
    ("safeguarding_lead", "Safeguarding lead", "everybody, to keep them safe"),
    (
        "programme_manager",
        "Programme manager",
        "records without names, programmes, figures",
    ),
    ("mel_officer", "Evaluator", "figures; drafts releases"),
    (
        "data_protection_officer",
        "Data-protection officer",
        "the log; decides about releases",
    ),
    ("director", "Director", "figures and releases"),
    ("org_admin", "Administrator", "sites, staff, programmes"),
    ("it_admin", "IT administrator", "machines, no records"),
    ("auditor", "Auditor", "the log, without content"),
    ("funder_viewer", "Funder", "published releases, nothing else"),
];

/// The front page. `accounts` is empty outside the demo.
pub(super) fn front_page(accounts: &[DemoAccount]) -> String {
    if accounts.is_empty() {
        return page(CLOSED);
    }
    let mut body = OPEN.to_owned();
    let mut rest = accounts;
    while let Some(first) = rest.first() {
        let (table, others) = rest.split_at(rest.iter().take_while(|a| a.organisation == first.organisation).count());
        body.push_str(&sign_ins(&first.organisation, table));
        rest = others;
    }
    page(&body)
}

/// The API page: a frame that the bundle fills.
pub(super) fn api_page() -> String {
    r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Causeway · API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/api-docs/swagger-ui.css">
<link rel="stylesheet" href="/api-docs/page.css">
</head>
<body>
<header><a href="/">Causeway</a><a href="/api/v1/openapi.json">openapi.json</a></header>
<main id="operations"><noscript>This page needs JavaScript. The same is in openapi.json, for reading without.</noscript></main>
<script src="/api-docs/swagger-ui-bundle.js"></script>
<script src="/api-docs/page.js"></script>
</body>
</html>
"#
    .to_owned()
}

/// The pages that links in mails lead to, and the one that asks for such a link.
const ACCOUNT_PAGES: [&str; 5] = ["accept", "reset", "email", "email-cancel", "forgotten"];

/// One of the account pages: a frame that the script fills, in the reader's language. It says nothing of whose house it is.
pub(super) fn account_page(page: &str) -> Option<String> {
    ACCOUNT_PAGES.contains(&page).then(|| {
        format!(
            r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>Causeway</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/account/account.css">
</head>
<body data-page="{page}">
<main id="main"><noscript>This page needs JavaScript.</noscript></main>
<script src="/account/words.js"></script>
<script src="/account/account.js"></script>
</body>
</html>
"#
        )
    })
}

fn page(body: &str) -> String {
    format!(
        r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Causeway</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/front.css">
</head>
<body>
<main>
<h1>Causeway</h1>
{body}</main>
</body>
</html>
"#
    )
}

fn sign_ins(organisation: &str, accounts: &[DemoAccount]) -> String {
    let mut table = format!(
        "<table>\n<caption>{}</caption>\n<thead><tr><th scope=\"col\">Who</th><th scope=\"col\">E-mail</th>\
         <th scope=\"col\">Password</th></tr></thead>\n<tbody>\n",
        escape(organisation)
    );
    for DemoAccount {
        email, password, role, ..
    } in accounts
    {
        let (name, sees) = ROLES
            .iter()
            .find(|(code, ..)| code == role)
            .map_or((role.as_str(), ""), |(_, name, sees)| (*name, *sees));
        // Writing to a String cannot fail.
        let _infallible = writeln!(
            table,
            "<tr><th scope=\"row\">{}<span>{}</span></th><td><code>{}</code></td><td><code>{}</code></td></tr>",
            escape(name),
            escape(sees),
            escape(email),
            escape(password)
        );
    }
    table.push_str("</tbody>\n</table>\n");
    table
}

/// Text as HTML text or attribute value.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::StaffRoles;
    use crate::platform::codes::Code;

    fn account(organisation: &str, role: &str) -> DemoAccount {
        DemoAccount {
            email: format!("{role}@example.org"),
            password: "<b>&\"'".to_owned(),
            role: role.to_owned(),
            organisation: organisation.to_owned(),
        }
    }

    #[test]
    fn outside_the_demo_there_is_one_sentence() {
        let page = front_page(&[]);
        assert_eq!(page.matches("<p").count(), 1, "{page}");
        assert!(!page.contains("<a ") && !page.contains("<table"), "{page}");
    }

    #[test]
    fn every_organisation_gets_its_table_and_nothing_is_html_by_accident() {
        let page = front_page(&[
            account("A & B", "mentor"),
            account("A & B", "director"),
            account("C", "mentor"),
        ]);
        assert_eq!(page.matches("<table>").count(), 2);
        assert!(page.contains("<caption>A &amp; B</caption>"));
        assert!(page.contains("&lt;b&gt;&amp;&quot;&#39;") && !page.contains("<b>"));
    }

    #[test]
    fn the_roles_told_are_roles_there_are() {
        for (code, ..) in ROLES {
            assert!(Code::<StaffRoles>::parse(code).is_some(), "{code}");
        }
    }
}
