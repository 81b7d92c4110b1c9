//! What is usual to ask in each strand: where a draft begins (domain.md §2.4). In English; a house adds its own languages and
//! changes what it likes before it publishes.

use std::collections::BTreeMap;

use super::item::{Item, ItemWords};
use super::usual::{Answer, EVERYWHERE, Usual, usual_in};
use crate::platform::codes::Code;
use crate::programmes::Strand;

/// What is usual to ask in a strand. A test reads each of them as a form; a code that no list has leaves an item out.
pub fn default_items(strand: Strand) -> Vec<Item> {
    let all = EVERYWHERE.iter().chain(usual_in(strand));
    let mut items: Vec<Item> = all.filter_map(item).collect();
    items.sort_by_key(|item| super::window(item.ask_when));
    items
}

fn item((key, domain, answer, ask_when, required, question): &Usual) -> Option<Item> {
    let (kind, options, kept_in) = match *answer {
        Answer::KeptIn(place) => ("kept_elsewhere", [].as_slice(), Code::parse(place)),
        Answer::YesNo | Answer::Danger => ("yes_no", [].as_slice(), None),
        Answer::Text => ("text", [].as_slice(), None),
        Answer::Number => ("number", [].as_slice(), None),
        Answer::Date => ("date", [].as_slice(), None),
        Answer::Choice(options) => ("choice", options, None),
    };
    let words = ItemWords {
        question: (*question).to_owned(),
        help: None,
        options: options
            .iter()
            .map(|(code, label)| ((*code).to_owned(), (*label).to_owned()))
            .collect(),
    };
    Some(Item {
        key: (*key).to_owned(),
        domain: Code::parse(domain)?,
        kind: Code::parse(kind)?,
        // A house may open an answer to more readers; from the start none is.
        class: Code::parse("c3")?,
        ask_when: Code::parse(ask_when)?,
        required: *required,
        danger: matches!(answer, Answer::Danger),
        options: options.iter().map(|(code, _)| (*code).to_owned()).collect(),
        kept_in,
        words: BTreeMap::from([("en".to_owned(), words)]),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::item::{Domains, check};
    use super::super::{AskWhens, Keepers};
    use super::*;
    use crate::platform::codes::CodeList;
    use crate::programmes::Strands;

    #[test]
    fn every_strand_has_a_whole_form_about_every_part_of_a_life() {
        for strand in Strands::CODES {
            let strand = Code::parse(strand).unwrap();
            let items = default_items(strand);
            assert_eq!(
                items.len(),
                EVERYWHERE.len() + usual_in(strand).len(),
                "{strand}: a code no list has"
            );
            assert_eq!(check(&items), Ok(()), "{strand}");
            let domains: BTreeSet<_> = items.iter().map(|item| item.domain.as_str()).collect();
            assert_eq!(domains, Domains::CODES.iter().copied().collect(), "{strand}");
            let keepers: BTreeSet<_> = items.iter().filter_map(|item| item.kept_in).map(Code::as_str).collect();
            assert_eq!(keepers, Keepers::CODES.iter().copied().collect(), "{strand}");
            let times: BTreeSet<_> = items.iter().map(|item| item.ask_when.as_str()).collect();
            assert_eq!(times, AskWhens::CODES.iter().copied().collect(), "{strand}");
            assert!(usual_in(strand).len() < 4, "{strand} asks too much");
        }
    }

    #[test]
    fn day_one_is_short_and_asks_for_danger_first() {
        for strand in Strands::CODES {
            let items = default_items(Code::parse(strand).unwrap());
            let at_once = items.iter().filter(|item| item.ask_when == *"first_contact");
            assert!((6..=10).contains(&at_once.count()), "{strand}");
            assert!(items.iter().any(|item| item.danger), "{strand}");
        }
    }
}
