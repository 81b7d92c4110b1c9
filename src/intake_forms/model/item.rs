//! What a form asks.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::code_list;
use crate::people::language_tag;
use crate::platform::codes::Code;

code_list!(
    Domains,
    "intake_domain",
    "the part of a life an item asks about (domain.md §2.4)",
    [
        "identity",
        "safe_contact",
        "language",
        "living_situation",
        "school_work",
        "caregivers",
        "health_disability",
        "substance_use",
        "justice",
        "strengths",
        "immediate_needs",
        "immediate_danger",
        "expectations",
    ]
);
/// A code of the list `intake_domain`.
pub type Domain = Code<Domains>;
code_list!(
    ItemKinds,
    "intake_item_kind",
    "what kind of answer an item takes",
    ["choice", "text", "yes_no", "number", "date", "kept_elsewhere"]
);
/// A code of the list `intake_item_kind`.
pub type ItemKind = Code<ItemKinds>;
code_list!(
    ItemClasses,
    "intake_item_class",
    "who may read the answer (domain.md §6.3)",
    ["c2", "c3"]
);
/// A code of the list `intake_item_class`.
pub type ItemClass = Code<ItemClasses>;
code_list!(
    AskWhens,
    "intake_ask_when",
    "when an item is asked: not everything on day one (domain.md §2.4)",
    ["first_contact", "first_week", "first_month", "when_trusted"]
);
/// A code of the list `intake_ask_when`.
pub type AskWhen = Code<AskWhens>;
code_list!(
    Keepers,
    "intake_keeper",
    "where it is kept, if not among the answers",
    [
        "identity",
        "language",
        "contacts",
        "relationships",
        "needs",
        "living_situation",
        "school_status",
        "employment_status",
    ]
);
/// A code of the list `intake_keeper`.
pub type Keeper = Code<Keepers>;

/// Most items of a form: half an hour of questions is too much for anybody already.
const MOST_ITEMS: usize = 80;
/// Most options of a choice.
const MOST_OPTIONS: usize = 30;
/// Longest question, and longest label of an option, in characters.
const LONGEST_WORDS: usize = 300;
/// What only those may read who open her file: health, justice and safety are C3 (domain.md §6.3).
const SENSITIVE: [&str; 4] = ["health_disability", "substance_use", "justice", "immediate_danger"];

/// One item in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemWords {
    /// The question, as the young person hears it; at most 300 characters.
    #[schema(max_length = 300)]
    pub question: String,
    /// A word for who asks; at most 300 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 300)]
    pub help: Option<String>,
    /// A label for each option, by its code.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub options: BTreeMap<String, String>,
}

/// One thing a form asks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// By which it is known in every version of the form: small letters, digits and `_`, at most 40.
    #[schema(max_length = 40, example = "safe_way_home")]
    pub key: String,
    /// What it is about.
    pub domain: Domain,
    /// What kind of answer it takes.
    pub kind: ItemKind,
    /// Who may read the answer.
    pub class: ItemClass,
    /// When it is asked.
    pub ask_when: AskWhen,
    /// Must it be asked by then? An answer that says why there is none is enough. What waits for trust never must.
    pub required: bool,
    /// Does a yes mean that somebody is in danger now? Then it opens a concern.
    #[serde(default)]
    pub danger: bool,
    /// Of a choice: the codes to choose from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// Where it is kept, of `kept_elsewhere`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_in: Option<Keeper>,
    /// What is said, by language tag (BCP 47).
    pub words: BTreeMap<String, ItemWords>,
}

/// What is wrong with an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ItemFault {
    /// None at all, or more than anybody should be asked.
    #[error("how many items")]
    HowMany,
    /// The key is not spelled as keys are.
    #[error("key")]
    Key,
    /// Two items have one key.
    #[error("key twice")]
    KeyTwice,
    /// A choice without options, an option twice or misspelled, or options where there is nothing to choose.
    #[error("options")]
    Options,
    /// `kept_in` belongs to `kept_elsewhere`, and to nothing else.
    #[error("kept in")]
    KeptIn,
    /// What waits for trust, or is kept elsewhere, is never required here.
    #[error("required")]
    Required,
    /// Words, health, substances, justice and danger are for those who open her file.
    #[error("class")]
    Class,
    /// Danger is asked with yes or no, at first contact.
    #[error("danger")]
    Danger,
    /// No language, no language's tag, no question, too long, or options without their labels.
    #[error("words")]
    Words,
}

fn is_key(text: &str) -> bool {
    let mut bytes = text.bytes();
    text.len() <= 40
        && bytes.next().is_some_and(|first| first.is_ascii_lowercase())
        && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

fn says_something(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= LONGEST_WORDS
}

impl Item {
    fn fault(&self) -> Option<ItemFault> {
        let distinct: BTreeSet<&str> = self.options.iter().map(String::as_str).collect();
        let options_fit = if self.kind == *"choice" {
            (2..=MOST_OPTIONS).contains(&self.options.len())
                && distinct.len() == self.options.len()
                && distinct.iter().all(|option| is_key(option))
        } else {
            self.options.is_empty()
        };
        let elsewhere = self.kind == *"kept_elsewhere";
        let for_her_file = self.kind == *"text" || self.danger || SENSITIVE.contains(&self.domain.as_str());
        let checks = [
            (is_key(&self.key), ItemFault::Key),
            (options_fit, ItemFault::Options),
            (self.kept_in.is_some() == elsewhere, ItemFault::KeptIn),
            (
                !(self.required && (elsewhere || self.ask_when == *"when_trusted")),
                ItemFault::Required,
            ),
            (self.class == *"c3" || !for_her_file, ItemFault::Class),
            (
                !self.danger || (self.kind == *"yes_no" && self.ask_when == *"first_contact"),
                ItemFault::Danger,
            ),
            (self.words_fit(&distinct), ItemFault::Words),
        ];
        checks.into_iter().find(|(fits, _)| !fits).map(|(_, fault)| fault)
    }

    fn words_fit(&self, options: &BTreeSet<&str>) -> bool {
        !self.words.is_empty()
            && self.words.iter().all(|(language, words)| {
                language_tag(language).is_ok()
                    && says_something(&words.question)
                    && words.help.as_deref().is_none_or(says_something)
                    && words.options.keys().map(String::as_str).eq(options.iter().copied())
                    && words.options.values().all(|label| says_something(label))
            })
    }
}

/// Are these the items of a form? The first that is not, by its place, and why.
pub fn check(items: &[Item]) -> Result<(), (usize, ItemFault)> {
    if items.is_empty() || items.len() > MOST_ITEMS {
        return Err((0, ItemFault::HowMany));
    }
    let mut keys = BTreeSet::new();
    for (place, item) in items.iter().enumerate() {
        if let Some(fault) = item.fault() {
            return Err((place, fault));
        }
        if !keys.insert(item.key.as_str()) {
            return Err((place, ItemFault::KeyTwice));
        }
    }
    Ok(())
}

/// The first item, by its place, that means something else than an earlier version's of the same key.
///
/// Another domain, kind or class, or other danger: answers to the one would be read as answers to the other.
pub fn changed_meaning(before: &[Item], now: &[Item]) -> Option<usize> {
    now.iter().position(|item| {
        let mut earlier = before.iter().filter(|earlier| earlier.key == item.key);
        earlier.any(|earlier| {
            (
                earlier.domain,
                earlier.kind,
                earlier.class,
                earlier.danger,
                earlier.kept_in,
            ) != (item.domain, item.kind, item.class, item.danger, item.kept_in)
        })
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::platform::codes::CodeList;

    pub(in super::super) fn code<L: CodeList>(text: &str) -> Code<L> {
        Code::parse(text).unwrap()
    }

    /// A question with yes or no that everybody may read the answer to.
    pub(in super::super) fn item(key: &str) -> Item {
        let words = ItemWords {
            question: "Is there a way home that is safe?".to_owned(),
            help: None,
            options: BTreeMap::new(),
        };
        Item {
            key: key.to_owned(),
            domain: code("immediate_needs"),
            kind: code("yes_no"),
            class: code("c2"),
            ask_when: code("first_week"),
            required: true,
            danger: false,
            options: Vec::new(),
            kept_in: None,
            words: BTreeMap::from([("en".to_owned(), words)]),
        }
    }

    /// A choice between two.
    pub(in super::super) fn choice(key: &str) -> Item {
        let mut choice = item(key);
        choice.kind = code("choice");
        choice.options = vec!["some".to_owned(), "none".to_owned()];
        for words in choice.words.values_mut() {
            words.options = [("none", "None"), ("some", "Some")]
                .map(|(code, label)| (code.to_owned(), label.to_owned()))
                .into();
        }
        choice
    }

    fn fault(change: impl FnOnce(&mut Item)) -> Option<ItemFault> {
        let mut changed = item("way");
        change(&mut changed);
        check(&[changed]).err().map(|(_, fault)| fault)
    }

    #[test]
    fn a_whole_form_is_taken() {
        let mut elsewhere = item("phone");
        elsewhere.kind = code("kept_elsewhere");
        elsewhere.kept_in = Some(code("contacts"));
        elsewhere.required = false;
        assert_eq!(check(&[item("way"), choice("help"), elsewhere]), Ok(()));
    }

    #[test]
    fn every_fault_is_found_at_its_place() {
        assert_eq!(check(&[]), Err((0, ItemFault::HowMany)));
        let many: Vec<_> = (0..81).map(|n| item(&format!("k{n}"))).collect();
        assert_eq!(check(&many), Err((0, ItemFault::HowMany)));
        assert_eq!(check(&many[..80]), Ok(()));
        assert_eq!(check(&[item("way"), item("way")]), Err((1, ItemFault::KeyTwice)));
        for key in ["", "Way", "1way", "w-y", &"w".repeat(41)] {
            assert_eq!(fault(|item| item.key = key.to_owned()), Some(ItemFault::Key), "{key}");
        }
        assert_eq!(
            fault(|item| item.options.push("a".to_owned())),
            Some(ItemFault::Options)
        );
        assert_eq!(
            fault(|item| item.kept_in = Some(code("needs"))),
            Some(ItemFault::KeptIn)
        );
        assert_eq!(
            fault(|item| item.kind = code("kept_elsewhere")),
            Some(ItemFault::KeptIn)
        );
        assert_eq!(
            fault(|item| item.ask_when = code("when_trusted")),
            Some(ItemFault::Required)
        );
        assert_eq!(fault(|item| item.kind = code("text")), Some(ItemFault::Class));
        for domain in SENSITIVE {
            assert_eq!(
                fault(|item| item.domain = code(domain)),
                Some(ItemFault::Class),
                "{domain}"
            );
        }
        let dangerous = |item: &mut Item| {
            item.danger = true;
            item.class = code("c3");
        };
        assert_eq!(fault(dangerous), Some(ItemFault::Danger), "not at first contact");
        assert_eq!(fault(|item| item.words.clear()), Some(ItemFault::Words));
        let say = |question: &str| {
            let mut words = item("way").words["en"].clone();
            words.question = question.to_owned();
            words
        };
        for (language, question) in [("english!", "Why?"), ("en", " "), ("en", &"w".repeat(301))] {
            let said = fault(|item| item.words = BTreeMap::from([(language.to_owned(), say(question))]));
            assert_eq!(said, Some(ItemFault::Words), "{language}");
        }
    }

    #[test]
    fn a_choice_has_options_and_each_its_label() {
        let mut unlabelled = choice("help");
        unlabelled.options.push("more".to_owned());
        assert_eq!(check(&[unlabelled]), Err((0, ItemFault::Words)));
        let mut alone = choice("help");
        alone.options.truncate(1);
        assert_eq!(check(&[alone]), Err((0, ItemFault::Options)));
        let mut twice = choice("help");
        twice.options.push("some".to_owned());
        assert_eq!(check(&[twice]), Err((0, ItemFault::Options)));
    }

    #[test]
    fn a_key_means_the_same_in_every_version() {
        let before = [item("way"), choice("help")];
        let mut reworded = before.clone();
        reworded[0].required = false;
        reworded[0].ask_when = code("first_month");
        reworded[1].words.clear();
        assert_eq!(changed_meaning(&before, &reworded), None);
        assert_eq!(changed_meaning(&before, &[item("help")]), Some(0));
        assert_eq!(changed_meaning(&before, &[item("new"), item("help")]), Some(1));
        let mut secret = item("way");
        secret.class = code("c3");
        assert_eq!(changed_meaning(&before, &[secret]), Some(0));
    }
}
