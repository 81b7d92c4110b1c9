//! Who may speak of what (design §3), checked on the parsed source. An exception stands in a list here, with its reason;
//! one that nothing needs any more fails too.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Item, Token, UseTree};

use crate::source::{self, SourceFile};

/// What the files of a feature never speak of: file, words that open a path, what the reader should know.
const NEVER: [(&str, &[&str], &str); 6] = [
    (
        "model.rs",
        &[
            "diesel",
            "diesel_async",
            "actix_web",
            "Utc::now",
            "SystemClock",
            "SharedClock",
            "Clock",
        ],
        "pure rules",
    ),
    (
        "error.rs",
        &["StatusCode", "actix_web"],
        "domain words; http.rs says which status they get",
    ),
    ("scope.rs", &["actix_web"], "permission does not depend on HTTP"),
    ("store.rs", &["actix_web"], "rows do not depend on HTTP"),
    (
        "flow.rs",
        &["diesel", "diesel_async", "actix_web"],
        "steps over scopes; rows are store.rs, answers are http.rs",
    ),
    ("http.rs", &["diesel", "diesel_async"], "answers; rows are store.rs"),
];

/// Files of a feature beyond those of design §3.
const OTHER_FILES: [(&str, &str); 21] = [
    (
        "access/denied.rs",
        "why a scope did not open, and the two answers that gives: the same for every feature",
    ),
    (
        "access/place.rs",
        "places, and what ties a caller to somebody: pure, like model.rs beside it",
    ),
    (
        "access/role.rs",
        "stored roles and their groups: pure, like model.rs beside it",
    ),
    ("access/extract.rs", "from a request to an Actor"),
    ("access/token.rs", "making and checking access tokens"),
    (
        "accounts/password.rs",
        "hashing passwords, which is neither a rule nor a row",
    ),
    (
        "audit/checkpoint.rs",
        "signed heads, and the files of their second place",
    ),
    ("audit/finding.rs", "what a check can find, in words"),
    ("audit/keeper.rs", "the background work: nobody's request, so no flow"),
    (
        "audit/seal.rs",
        "how a row is sealed, which whoever verifies must be able to repeat",
    ),
    ("audit/sealer.rs", "the background work of sealing and signing"),
    ("audit/verify.rs", "checks a chain, free of rows' origin and of time"),
    (
        "erasure/ledger.rs",
        "the file that remembers who was erased, outside the database",
    ),
    (
        "releases/chain.rs",
        "how links are hashed, which a stranger must be able to repeat",
    ),
    ("releases/content.rs", "what is signed and published, word for word"),
    ("releases/file.rs", "the published file and its signature"),
    ("releases/gates.rs", "the machine's audit, free of rows and time"),
    (
        "releases/snapshot.rs",
        "who is counted and what is drawn, free of rows and time",
    ),
    ("releases/statistic.rs", "what a release may count"),
    ("releases/table.rs", "the published file as CSV"),
    ("releases/verify.rs", "checks a file offline, without the server"),
];

/// Which feature owns which tables.
const TABLES: [(&str, &[&str]); 34] = [
    (
        "accounts",
        &[
            "account",
            "device",
            "email_change",
            "field_code",
            "invitation",
            "notice",
            "password_reset",
            "recovery_code",
            "refresh_token",
            "sign_in",
            "throttle",
            "totp",
        ],
    ),
    (
        "audit",
        &["audit_event", "audit_seal", "audit_checkpoint", "audit_horizon"],
    ),
    ("break_glass", &["break_glass", "break_glass_notice"]),
    (
        "caseload",
        &[
            "absence_cover",
            "caseload_exception",
            "caseload_limit",
            "hand_over",
            "hand_over_line",
        ],
    ),
    (
        "consent",
        &["consent", "consent_text", "capacity_assessment", "guardian_path"],
    ),
    ("providers", &["service_provider"]),
    ("disclosures", &["disclosure"]),
    ("referrals_out", &["referral_out", "referral_out_event"]),
    ("contacts", &["contact_method", "identifier", "person_needs"]),
    ("duplicates", &["possible_duplicate"]),
    (
        "enrolment",
        &[
            "enrolment",
            "enrolment_event",
            "enrolment_restricted",
            "exit_record",
            "assignment",
            "conflict_declaration",
        ],
    ),
    ("erasure", &["erasure"]),
    (
        "followup",
        &[
            "followup_due",
            "followup_contact",
            "followup_safety",
            "outcome_observation",
        ],
    ),
    ("intake_forms", &["intake_form", "intake_answer"]),
    (
        "incidents",
        &[
            "incident",
            "incident_account",
            "incident_action",
            "incident_event",
            "incident_party",
        ],
    ),
    ("indicators", &["indicator_target"]),
    (
        "intake",
        &[
            "referral_in",
            "referral_source",
            "referral_event",
            "eligibility_rule",
            "eligibility_evaluation",
            "eligibility_result",
            "eligibility_finding",
            "eligibility_override",
            "referral_decision",
            "programme_capacity",
            "place_offer",
            "waiting_entry",
        ],
    ),
    ("on_call", &["on_call_shift", "alert", "alert_call"]),
    (
        "organisation",
        &[
            "organisation",
            "site",
            "funder",
            "staff_member",
            "role_grant",
            "jurisdiction_policy",
        ],
    ),
    ("merging", &["person_merge", "person_merge_row"]),
    ("outings", &["outing"]),
    ("people", &["person", "person_identity", "person_key"]),
    (
        "plans",
        &[
            "case_plan",
            "case_plan_approval",
            "case_plan_review",
            "goal",
            "goal_review",
            "plan_action",
        ],
    ),
    ("programmes", &["programme", "dosage_rule"]),
    ("relationships", &["person_relationship"]),
    (
        "releases",
        &[
            "release",
            "release_cell",
            "release_recipient",
            "counted",
            "budget",
            "event",
            "publication",
            "download",
            "external_figure",
        ],
    ),
    ("safeguarding", &["safeguarding_concern", "concern_entry"]),
    ("safety", &["keep_apart"]),
    ("search", &["search_count"]),
    (
        "sessions",
        &[
            "session",
            "participation",
            "session_note",
            "session_correction",
            "plan",
            "contact_attempt",
            "roll_line",
            "head_count",
            "walk_in",
        ],
    ),
    (
        "supervision",
        &["supervision_session", "supervision_worker", "supervision_case"],
    ),
    (
        "sync",
        &[
            "device_view",
            "sync_conflict",
            "sync_entry",
            "sync_epoch",
            "sync_field",
            "sync_op",
        ],
    ),
    ("tasks", &["task"]),
    (
        "timetable",
        &["cohort", "cohort_member", "schedule", "schedule_turn", "holiday"],
    ),
];

/// Features that name tables of every other.
const EVERY_TABLE: [(&str, &str); 3] = [
    ("indicators", "a figure is a question over many tables"),
    (
        "merging",
        "a merge looks at every table that names a person, behind the wall",
    ),
    (
        "sync",
        "what leaves for phones is selected column by column at one place, to be looked over at once",
    ),
];

/// Tables a feature reads though another owns them: feature, table, reason.
const READS: [(&str, &str, &str); 116] = [
    ("supervision", "role_grant", "which sites the caller supervises"),
    ("supervision", "site", "which sites the caller supervises"),
    (
        "intake_forms",
        "contact_method",
        "whether it is written how she is reached: kept there, and not asked again",
    ),
    (
        "intake_forms",
        "outcome_observation",
        "whether home, school and work are written",
    ),
    ("intake_forms", "person_identity", "whether a name is written"),
    ("intake_forms", "person_needs", "whether her needs are written"),
    (
        "intake_forms",
        "person_relationship",
        "whether who cares for her is written",
    ),
    ("tasks", "intake_answer", "what of the first month was asked"),
    ("tasks", "intake_form", "what is required of the first month"),
    (
        "accounts",
        "organisation",
        "says to which organisation one is signed in",
    ),
    (
        "accounts",
        "programme",
        "where a role in a programme holds: who supervises there hands out devices",
    ),
    (
        "accounts",
        "role_grant",
        "what a colleague holds: a device is for who holds nothing but field work",
    ),
    ("accounts", "staff_member", "says as whom one is signed in"),
    ("audit", "staff_member", "names of who acted"),
    ("break_glass", "enrolment", "the places at which it is reviewed"),
    ("break_glass", "staff_member", "names of who asked"),
    (
        "caseload",
        "assignment",
        "whom a colleague works with: a caseload is made of it",
    ),
    (
        "caseload",
        "enrolment",
        "whoever has left weighs nothing; who joined when",
    ),
    ("caseload", "participation", "when somebody was last met"),
    (
        "caseload",
        "person",
        "the codes of those in a caseload, and who is to be met every week",
    ),
    (
        "caseload",
        "person_key",
        "what a hand-over's notes are sealed with, each fetched with the assignment it is about",
    ),
    ("caseload", "programme", "where a role in a programme holds"),
    (
        "caseload",
        "role_grant",
        "which limit is about a colleague, and whether she works at a site",
    ),
    (
        "caseload",
        "session",
        "whether she was met, or only written or told about",
    ),
    ("caseload", "site", "the day at a site"),
    (
        "caseload",
        "staff_member",
        "names of colleagues, and the house's own limit",
    ),
    ("caseload", "task", "how many tasks wait in a caseload"),
    ("duplicates", "contact_method", "who else has a number, behind the wall"),
    ("duplicates", "identifier", "who else has a paper, behind the wall"),
    (
        "duplicates",
        "person",
        "where both of a pair belong, and that neither was erased",
    ),
    (
        "duplicates",
        "person_identity",
        "whose names are alike, once a day behind the wall",
    ),
    ("duplicates", "person_key", "the keys those names are sealed with"),
    ("duplicates", "audit_event", "who was renamed of late"),
    (
        "consent",
        "person",
        "whom the caller sees may have a guardian nobody asks",
    ),
    (
        "consent",
        "person_relationship",
        "who of them is not safe: one function says whether guardians are asked",
    ),
    (
        "enrolment",
        "participation",
        "nobody leaves before the last session she came to",
    ),
    (
        "enrolment",
        "person",
        "whether her record is restricted: what is shown of why she left, in the query that asks what happened last",
    ),
    (
        "enrolment",
        "person_key",
        "opening an enrolment fetches the key its notes are sealed with, in the same query",
    ),
    ("enrolment", "programme", "whether a colleague works in the programme"),
    ("enrolment", "role_grant", "whether a colleague works at the site"),
    (
        "enrolment",
        "site",
        "opening an enrolment fetches its site's clock, in the same query",
    ),
    (
        "enrolment",
        "staff_member",
        "names of the team, and how full a caseload may be",
    ),
    (
        "erasure",
        "enrolment",
        "opening a request finds the programmes of the person, in the same query",
    ),
    (
        "erasure",
        "person",
        "opening a request finds whether she is erased, in the same query",
    ),
    (
        "followup",
        "consent",
        "who refused to be asked after, also where who asks may not see it",
    ),
    (
        "followup",
        "enrolment",
        "who came back to the programme, also where who asks may not see it",
    ),
    (
        "followup",
        "enrolment_event",
        "who has died, and that a leaving was taken back",
    ),
    (
        "followup",
        "exit_record",
        "whether it was said at her leaving that asking after her is safe",
    ),
    ("followup", "person", "an erased record is not asked after"),
    ("followup", "site", "each site's own day"),
    (
        "incidents",
        "role_grant",
        "who is told of an incident: those who handle it",
    ),
    (
        "incidents",
        "staff_member",
        "who is told of an incident: those who still work here",
    ),
    (
        "intake",
        "enrolment",
        "whether somebody is in another programme, as far as who screens may see it",
    ),
    ("intake", "person", "whoever was erased holds no place"),
    (
        "intake",
        "person_key",
        "opening a referral fetches the key the referrer's name is sealed with, in the same query",
    ),
    (
        "intake",
        "site",
        "a referral's clock is counted in days of its site, also in the queue",
    ),
    (
        "on_call",
        "incident",
        "whether somebody has looked at what is called about, and who reported it",
    ),
    (
        "on_call",
        "incident_party",
        "nobody is called who is said to be responsible",
    ),
    (
        "on_call",
        "role_grant",
        "who handles incidents of a site, and may be called",
    ),
    (
        "on_call",
        "staff_member",
        "names of who is on call, and whom to write to",
    ),
    (
        "on_call",
        "outing",
        "whether who is called for is back, and that she is not called herself",
    ),
    ("outings", "alert", "who was called for her watches over it"),
    ("outings", "alert_call", "who was called for her watches over it"),
    (
        "outings",
        "on_call_shift",
        "who is on call watches over those who are out",
    ),
    (
        "people",
        "assignment",
        "opening a person finds the caller's relation to her, in the same query",
    ),
    (
        "people",
        "enrolment",
        "opening a person finds the programmes she is in, in the same query",
    ),
    (
        "plans",
        "person",
        "whether her record is restricted: by when a plan is looked at again, in the query that asks what it holds",
    ),
    ("releases", "enrolment", "who is counted: first enrolments"),
    ("releases", "enrolment_event", "who is counted: first completions"),
    ("releases", "funder", "whom a release is for"),
    ("releases", "organisation", "whose figures these are"),
    ("releases", "person", "who is counted: age on entry and gender"),
    ("releases", "site", "the regions a table may be cut by"),
    (
        "safeguarding",
        "role_grant",
        "who answers for a concern, and who manages the accused",
    ),
    (
        "safeguarding",
        "staff_member",
        "who answers for a concern: those who still work here",
    ),
    ("safety", "enrolment", "whose pairs a supervisor of a place may know of"),
    ("safety", "plan", "who is in the rooms of a site when"),
    ("safety", "roll_line", "who is on a roll"),
    ("safety", "session", "when and where a group meets"),
    ("search", "enrolment", "whose names a supervisor of a place may open"),
    (
        "search",
        "person",
        "the codes of who is found, and whose names are searched",
    ),
    ("search", "person_identity", "names have no index: they are opened"),
    ("search", "person_key", "what the names are sealed with"),
    (
        "sessions",
        "assignment",
        "onto a roll one keeps comes whose sessions one may log, decided for all of them in one query",
    ),
    (
        "sessions",
        "enrolment",
        "a session is logged only while its enrolment stands, in the same statement",
    ),
    ("sessions", "person", "the public codes a roll shows"),
    ("sessions", "person_identity", "the aliases a roll shows"),
    ("sessions", "person_key", "the aliases a roll shows are sealed with it"),
    ("sessions", "role_grant", "whether who is to lead a group works there"),
    (
        "sessions",
        "staff_member",
        "whether who is to lead a group still works here",
    ),
    (
        "tasks",
        "assignment",
        "which tasks are the caller's own: those of whom she works with",
    ),
    ("tasks", "case_plan", "the clocks of plans"),
    (
        "tasks",
        "consent",
        "what others agreed to for somebody who decides herself now",
    ),
    ("tasks", "enrolment", "the clocks of enrolments"),
    (
        "tasks",
        "enrolment_event",
        "since when somebody is expected, and when a pause is looked at",
    ),
    ("tasks", "followup_due", "when who has left is asked after"),
    ("tasks", "goal", "which goals have come to their day"),
    ("tasks", "goal_review", "which goals were looked at since"),
    ("tasks", "incident", "of which site what is to be done after one"),
    (
        "tasks",
        "incident_action",
        "what is to be done after incidents, by when and by whom",
    ),
    ("tasks", "jurisdiction_policy", "from which age she decides herself"),
    (
        "tasks",
        "organisation",
        "the day's work is planned for every organisation",
    ),
    ("tasks", "participation", "when somebody last took part"),
    ("tasks", "person", "an erased record asks for nothing"),
    ("tasks", "plan_action", "which steps of a plan have come to their day"),
    ("tasks", "referral_event", "since when a place is offered or accepted"),
    ("tasks", "referral_in", "which places are offered or accepted"),
    ("tasks", "referral_out", "which provider has not answered"),
    ("tasks", "site", "each site's own day"),
    (
        "timetable",
        "assignment",
        "members of a cohort whom the caller works with",
    ),
    (
        "timetable",
        "enrolment",
        "who holds a place, and whom a roll expects: not who has left or pauses",
    ),
    (
        "timetable",
        "keep_apart",
        "who must not become members of one cohort: one yes or no",
    ),
    ("timetable", "person", "an erased record is expected nowhere"),
    (
        "timetable",
        "roll_line",
        "whether somebody worked on a roll: then its session stays as it is",
    ),
    (
        "timetable",
        "session",
        "which turn of a schedule is planned and lies ahead",
    ),
    ("timetable", "site", "the clock by which groups meet"),
];

/// Tables a feature writes though another owns them: feature, table, reason.
const WRITES: [(&str, &str, &str); 8] = [
    (
        "accounts",
        "audit_event",
        "a sign-in is remembered before there is an actor, so not by Tx::audit",
    ),
    (
        "caseload",
        "assignment",
        "a hand-over ends assignments and begins others in one statement, behind the wall: the receiver sees none before",
    ),
    (
        "caseload",
        "plan",
        "what was planned with those who are handed over goes with them, in the same statement",
    ),
    (
        "outings",
        "alert",
        "who is not back is called for in the statement that finds it, behind the wall",
    ),
    (
        "sessions",
        "enrolment",
        "the first session attended is when service began: stamped in the statement that logs it",
    ),
    (
        "sessions",
        "enrolment_event",
        "and that moment is an event of the enrolment (domain.md §2.2)",
    ),
    (
        "timetable",
        "roll_line",
        "the rolls of planned sessions are filled from the members, in the background",
    ),
    (
        "timetable",
        "session",
        "group sessions are planned from schedules, in the background",
    ),
];

/// Folders of `src` that are no feature: technique, the command line, and the demo, which invents what features hold.
const NO_FEATURE: [&str; 3] = ["cli", "demo", "platform"];

/// Longest file, in lines.
const MAX_LINES: usize = 400;

fn feature_of(path: &str) -> Option<&str> {
    let (folder, _) = path.split_once('/')?;
    (!NO_FEATURE.contains(&folder)).then_some(folder)
}

/// The layer a file of a feature belongs to: `http.rs` for itself and for everything in `http/`.
fn layer_of(path: &str) -> String {
    match path.split('/').nth(1) {
        Some(name) => format!("{}.rs", name.trim_end_matches(".rs")),
        None => path.to_owned(),
    }
}

fn is_for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<syn::Path>()
                .is_ok_and(|condition| condition.is_ident("test"))
    })
}

/// Everything a file speaks of, outside its own tests: paths as `a::b::c`, calls of methods, `async`, macro bodies.
#[derive(Default)]
struct Speech {
    paths: BTreeSet<String>,
    methods: BTreeSet<String>,
    is_async: bool,
}

impl Speech {
    fn of(file: &SourceFile) -> Self {
        let mut speech = Self::default();
        speech.visit_file(&file.syntax);
        speech
    }

    /// Is `word` (or `a::b`) a part of some path?
    fn names(&self, word: &str) -> bool {
        self.paths
            .iter()
            .any(|path| format!("::{path}::").contains(&format!("::{word}::")))
    }

    fn add_use(&mut self, before: &str, tree: &UseTree) {
        let join = |name: String| {
            if before.is_empty() {
                name
            } else {
                format!("{before}::{name}")
            }
        };
        match tree {
            UseTree::Path(path) => self.add_use(&join(path.ident.to_string()), &path.tree),
            UseTree::Name(name) => drop(self.paths.insert(join(name.ident.to_string()))),
            UseTree::Rename(rename) => drop(self.paths.insert(join(rename.ident.to_string()))),
            UseTree::Glob(_) => drop(self.paths.insert(before.to_owned())),
            UseTree::Group(group) => group.items.iter().for_each(|item| self.add_use(before, item)),
        }
    }
}

impl<'ast> Visit<'ast> for Speech {
    fn visit_item(&mut self, item: &'ast Item) {
        let for_tests = matches!(item, Item::Mod(module) if is_for_tests(&module.attrs));
        if !for_tests {
            visit::visit_item(self, item);
        }
    }
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.add_use("", &item.tree);
    }
    fn visit_path(&mut self, path: &'ast syn::Path) {
        let parts: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.paths.insert(parts.join("::"));
        visit::visit_path(self, path);
    }
    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        if attribute.path().is_ident("derive")
            && let Ok(derived) = attribute.parse_args_with(Punctuated::<syn::Path, Token![,]>::parse_terminated)
        {
            derived.iter().for_each(|path| self.visit_path(path));
        }
        visit::visit_attribute(self, attribute);
    }
    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        // What a macro is given need not be Rust; its words are looked at one by one.
        let tokens = call.tokens.to_string();
        let words = tokens.split(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
        self.paths
            .extend(words.filter(|word| !word.is_empty()).map(str::to_owned));
        visit::visit_macro(self, call);
    }
    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.methods.insert(call.method.to_string());
        visit::visit_expr_method_call(self, call);
    }
    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        self.is_async |= signature.asyncness.is_some();
        visit::visit_signature(self, signature);
    }
    fn visit_expr_async(&mut self, block: &'ast syn::ExprAsync) {
        self.is_async = true;
        visit::visit_expr_async(self, block);
    }
}

#[test]
fn the_parser_hears_what_is_said() {
    let text = "
        use crate::{platform::db::schema::{site, person}, access};
        #[derive(Debug, diesel::Queryable)]
        struct Row(chrono::DateTime<Utc>);
        async fn ask(tx: &Tx) { tx.conn(); call!(deep(inside::words)); Actor::verified(1); }
        #[cfg(test)]
        mod tests { use actix_web::test; }";
    let file = SourceFile {
        path: String::new(),
        text: String::new(),
        syntax: syn::parse_str(text).unwrap(),
    };
    let speech = Speech::of(&file);
    for word in [
        "diesel",
        "schema::person",
        "crate::access",
        "Actor::verified",
        "words",
        "Utc",
        "db::schema",
    ] {
        assert!(speech.names(word), "{word} in {:?}", speech.paths);
    }
    assert!(!speech.names("actix_web"), "tests may say what they like");
    assert!(!speech.names("verified::Actor") && !speech.names("word"));
    assert!(speech.is_async && speech.methods.contains("conn"));
    let (read, written) =
        tables_in("with a as (insert into x.b (c) select 1 from d /* */) -- from e\nupdate f set g = 1");
    assert_eq!(read, BTreeSet::from(["d".to_owned()]));
    assert_eq!(written, BTreeSet::from(["b".to_owned(), "f".to_owned()]));
}

#[test]
fn files_of_a_feature_keep_to_their_layer() {
    let mut broken = Vec::new();
    for file in source::files().iter().filter(|file| feature_of(&file.path).is_some()) {
        let speech = Speech::of(file);
        for (kind, words, why) in NEVER {
            if kind == layer_of(&file.path) {
                let said = words.iter().filter(|word| speech.names(word));
                broken.extend(said.map(|word| format!("{} speaks of {word}: {why}", file.path)));
            }
        }
        if layer_of(&file.path) == "model.rs" && speech.is_async {
            broken.push(format!("{} is async: pure rules wait for nothing", file.path));
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn connections_are_for_stores_and_actors_for_the_extractor() {
    for file in source::files() {
        let speech = Speech::of(&file);
        let of_a_queue = ["platform/jobs/store.rs", "platform/mail/store.rs"].contains(&file.path.as_str());
        let may_ask = file.path.starts_with("platform/db/") || of_a_queue || layer_of(&file.path) == "store.rs";
        assert!(
            may_ask || !speech.methods.contains("conn"),
            "{} asks for a connection",
            file.path
        );
        let may_make = ["access/extract.rs", "platform/db/actor.rs"].contains(&file.path.as_str());
        assert!(
            may_make || !speech.names("Actor::verified"),
            "{} makes an actor",
            file.path
        );
    }
}

#[test]
fn platform_knows_nothing_of_the_programme() {
    let files = source::files();
    let features: BTreeSet<_> = files.iter().filter_map(|file| feature_of(&file.path)).collect();
    for file in files.iter().filter(|file| file.path.starts_with("platform/")) {
        let speech = Speech::of(file);
        for outside in features.iter().copied().chain(["app", "state", "cli"]) {
            assert!(
                !speech.names(&format!("crate::{outside}")),
                "{} imports {outside}",
                file.path
            );
        }
    }
}

#[test]
fn a_feature_has_the_files_a_reader_expects() {
    let usual = [
        "mod.rs", "model.rs", "error.rs", "scope.rs", "store.rs", "flow.rs", "http.rs",
    ];
    let mut others: BTreeSet<_> = OTHER_FILES.iter().map(|(path, _)| *path).collect();
    let files = source::files();
    for file in &files {
        let Some(feature) = feature_of(&file.path) else {
            continue;
        };
        let template = file.path.starts_with("programmes/templates/");
        let known = usual.contains(&layer_of(&file.path).as_str()) || template || others.remove(file.path.as_str());
        assert!(
            known,
            "{}: a file of this name is not part of a feature (design §3)",
            file.path
        );
        let in_words = files.iter().any(|other| other.path == format!("{feature}/mod.rs"));
        assert!(in_words, "{feature} has no mod.rs that says what it is");
    }
    assert!(others.is_empty(), "no longer there: {others:?}");
}

#[test]
fn a_mod_file_holds_words_and_no_code() {
    for file in source::files() {
        if feature_of(&file.path).is_none() || layer_of(&file.path) != "mod.rs" {
            continue;
        }
        assert!(file.text.starts_with("//! "), "{} does not say what this is", file.path);
        for item in &file.syntax.items {
            let plain = matches!(item, Item::Use(_)) || matches!(item, Item::Mod(module) if module.content.is_none());
            assert!(plain, "{} holds code: it belongs into a file of its layer", file.path);
        }
    }
}

/// The words after `from`, `join`, `into` and `update`: what a statement reads, and what it writes.
fn tables_in(sql: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let plain: String = sql
        .lines()
        .map(|line| line.split("--").next().unwrap_or_default().to_lowercase() + "\n")
        .collect();
    let spaced = plain.replace(['(', ')', ','], " ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let (mut read, mut written) = (BTreeSet::new(), BTreeSet::new());
    for pair in words.windows(2) {
        let [before, table] = pair else { continue };
        let table = table
            .rsplit('.')
            .next()
            .unwrap_or(table)
            .trim_end_matches(';')
            .to_owned();
        match *before {
            "from" | "join" | "using" => drop(read.insert(table)),
            "into" | "update" => drop(written.insert(table)),
            _ => {}
        }
    }
    (read, written)
}

/// A feature and a table that another one owns.
type Borrowed = BTreeSet<(String, String)>;

/// What features' SQL and Diesel code names of each other's tables: read, and written.
fn borrowed() -> (Borrowed, Borrowed) {
    let owner: BTreeMap<&str, &str> = TABLES
        .iter()
        .flat_map(|(feature, tables)| tables.iter().map(move |table| (*table, *feature)))
        .collect();
    let foreign = |feature: &str, table: &str| owner.get(table).is_some_and(|owner| *owner != feature);
    let (mut read, mut written) = (BTreeSet::new(), BTreeSet::new());
    for (path, text) in source::texts("sql") {
        let Some(feature) = feature_of(&path) else { continue };
        let (reads, writes) = tables_in(&text);
        let pair = |table: String| (feature.to_owned(), table);
        read.extend(reads.into_iter().filter(|table| foreign(feature, table)).map(pair));
        written.extend(writes.into_iter().filter(|table| foreign(feature, table)).map(pair));
    }
    for file in source::files() {
        let Some(feature) = feature_of(&file.path) else {
            continue;
        };
        for path in &Speech::of(&file).paths {
            let after = path.split("schema::").nth(1).and_then(|rest| rest.split("::").next());
            if let Some(table) = after.filter(|table| foreign(feature, table)) {
                // Diesel code may do either with it.
                written.insert((feature.to_owned(), table.to_owned()));
            }
        }
    }
    (read, written)
}

#[test]
fn a_table_is_named_in_its_own_feature_only() {
    let (read, written) = borrowed();
    for (kind, found, excused) in [
        ("reads", read, READS.as_slice()),
        ("writes", written, WRITES.as_slice()),
    ] {
        let excused: BTreeSet<_> = excused.iter().map(|(feature, table, _)| (*feature, *table)).collect();
        let found: BTreeSet<_> = found
            .iter()
            .map(|(feature, table)| (feature.as_str(), table.as_str()))
            .filter(|(feature, _)| !EVERY_TABLE.iter().any(|(all, _)| all == feature))
            .collect();
        let broken: Vec<_> = found.difference(&excused).collect();
        let stale: Vec<_> = excused.difference(&found).collect();
        assert!(broken.is_empty(), "a feature {kind} another one's table: {broken:?}");
        assert!(stale.is_empty(), "no longer {kind}: {stale:?}");
    }
}

#[test]
fn every_table_has_a_feature() {
    let schema = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/platform/db/schema.rs")).unwrap();
    let owned: BTreeSet<&str> = TABLES.iter().flat_map(|(_, tables)| tables.iter().copied()).collect();
    // Idempotency keys are technique: any feature's actions use them, through the platform.
    // So are the queues: any feature puts something into them. Probes and retired keys are the command line's.
    let technique = BTreeSet::from(["idempotency_key", "job", "kek_retired", "key_probe", "mail"]);
    let all: BTreeSet<&str> = schema
        .lines()
        .filter(|line| line.ends_with(") {"))
        .filter_map(|line| line.trim().split(" (").next()?.rsplit('.').next())
        .collect();
    assert_eq!(
        all,
        owned.union(&technique).copied().collect(),
        "left: schema.rs, right: TABLES here"
    );
}

#[test]
fn every_dependency_says_why_it_is_here() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut manifests: Vec<_> = ["", "attacks/", "bench/"]
        .map(|at| root.join(format!("{at}Cargo.toml")))
        .into();
    let crates = fs::read_dir(root.join("crates")).unwrap();
    manifests.extend(crates.map(|entry| entry.unwrap().path().join("Cargo.toml")));
    let mut direct = BTreeSet::new();
    for manifest in manifests {
        let manifest: toml::Table = toml::from_str(&fs::read_to_string(manifest).unwrap()).unwrap();
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let table = manifest.get(section).and_then(toml::Value::as_table);
            direct.extend(table.into_iter().flat_map(|table| table.keys().cloned()));
        }
    }
    let text = fs::read_to_string(root.join("docs/dependencies.md")).unwrap();
    let explained: BTreeSet<String> = text
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(" | ").next())
        .filter(|name| *name != "crate")
        .map(str::to_owned)
        .collect();
    direct.remove(env!("CARGO_PKG_NAME"));
    // A program of its own, which nothing depends on.
    direct.insert("attacks".to_owned());
    assert_eq!(direct, explained, "left: the manifests, right: docs/dependencies.md");
}

#[test]
fn no_file_is_too_long_to_read() {
    for file in source::files() {
        // One entry per column of the database, and checked against it.
        let generated = file.path == "platform/db/schema.rs";
        let lines = file.text.lines().count();
        assert!(generated || lines <= MAX_LINES, "{} has {lines} lines", file.path);
    }
}
