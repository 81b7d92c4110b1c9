//! What a pull has to do: which scopes left, which are to be filled in, from where to go on (reference/sync.md §2.7).

use std::collections::BTreeSet;

use uuid::Uuid;

use super::cursor::{Cursor, Join, Place};
use super::entity::Tier;

/// Scopes, in the order the database compares them in.
pub type Scopes = BTreeSet<Uuid>;

/// The scopes a device was told of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct View {
    /// All of them.
    pub scopes: Scopes,
    /// Those it had whole when it was told; the others are filled in first.
    pub base: Scopes,
}

/// What a pull has to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Scopes the device is to forget, with all that is in them.
    pub removed: Vec<Uuid>,
    /// The view to be kept, where it is another than the device knows.
    pub view: Option<View>,
    /// The scopes of the main stream.
    pub scopes: Scopes,
    /// The scopes being filled in.
    pub joining: Vec<Uuid>,
    /// Where the main stream goes on.
    pub at: Place,
    /// How far the filling in has come.
    pub join: Option<Join>,
    /// All a device holds comes anew: it is put into a place of its own, and the old is thrown away at the end.
    pub is_snapshot: bool,
}

impl Plan {
    /// A device without a cursor: everything anew. `held`: what it says it still has.
    pub fn anew(held: &Scopes, now: Scopes, below: i64) -> Self {
        let view = View {
            scopes: now,
            base: Scopes::new(),
        };
        Self::filling(held, view, Place::before(below))
    }

    /// A device whose cursor names a view we know.
    pub fn from(cursor: &Cursor, view: &View, now: Scopes) -> Self {
        let whole = if cursor.join.is_some() {
            &view.base
        } else {
            &view.scopes
        };
        if view.scopes != now {
            let next = View {
                base: whole.intersection(&now).copied().collect(),
                scopes: now,
            };
            return Self::filling(&view.scopes, next, cursor.at);
        }
        Self {
            removed: Vec::new(),
            view: None,
            joining: now.difference(whole).copied().collect(),
            scopes: now,
            at: cursor.at,
            join: cursor.join,
            is_snapshot: cursor.join.is_some() && view.base.is_empty(),
        }
    }

    /// Another view, filled in from its beginning.
    fn filling(held: &Scopes, view: View, at: Place) -> Self {
        let joining: Vec<Uuid> = view.scopes.difference(&view.base).copied().collect();
        Self {
            removed: held.difference(&view.scopes).copied().collect(),
            scopes: view.scopes.clone(),
            at,
            join: (!joining.is_empty()).then_some(Join {
                tier: Tier::First,
                at: Place::START,
            }),
            is_snapshot: !joining.is_empty() && view.base.is_empty(),
            joining,
            view: Some(view),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::model::Epoch;

    fn id(last: u8) -> Uuid {
        Uuid::from_bytes([last; 16])
    }

    fn scopes(of: &[u8]) -> Scopes {
        of.iter().copied().map(id).collect()
    }

    fn cursor(join: Option<Join>) -> Cursor {
        let epoch = Epoch::parse("00000001").expect("eight digits");
        Cursor {
            epoch,
            view: 1,
            at: Place::before(40),
            join,
        }
    }

    const FILLING: Join = Join {
        tier: Tier::Month,
        at: Place::before(7),
    };

    fn view(of: &[u8], base: &[u8]) -> View {
        View {
            scopes: scopes(of),
            base: scopes(base),
        }
    }

    #[test]
    fn nothing_changed_is_the_main_stream() {
        let plan = Plan::from(&cursor(None), &view(&[1, 2], &[]), scopes(&[1, 2]));
        assert_eq!((plan.view, plan.join, plan.at), (None, None, Place::before(40)));
        assert!(plan.removed.is_empty() && plan.joining.is_empty());
    }

    #[test]
    fn a_new_scope_is_filled_in_and_a_lost_one_is_named() {
        let plan = Plan::from(&cursor(None), &view(&[1, 2], &[]), scopes(&[2, 3]));
        assert_eq!((plan.removed, plan.joining), (vec![id(1)], vec![id(3)]));
        assert_eq!(plan.view, Some(view(&[2, 3], &[2])));
        assert_eq!(
            plan.join,
            Some(Join {
                tier: Tier::First,
                at: Place::START
            })
        );
    }

    #[test]
    fn losing_a_scope_alone_fills_nothing_in() {
        let plan = Plan::from(&cursor(None), &view(&[1, 2], &[]), scopes(&[2]));
        assert_eq!((plan.removed, plan.join), (vec![id(1)], None));
    }

    #[test]
    fn a_change_while_filling_in_begins_it_anew() {
        let plan = Plan::from(&cursor(Some(FILLING)), &view(&[1, 2, 3], &[1]), scopes(&[1, 2, 3, 4]));
        assert_eq!(plan.joining, [id(2), id(3), id(4)]);
        assert_eq!(plan.join.map(|join| join.at), Some(Place::START));
    }

    /// Had the old base been kept, the scope that went and came back would count as held, and be empty.
    #[test]
    fn a_scope_that_went_and_came_back_is_filled_in() {
        let gone = Plan::from(&cursor(Some(FILLING)), &view(&[1, 2, 3], &[1, 2]), scopes(&[1, 3]));
        let between = gone.view.expect("another view");
        assert_eq!((&between, gone.removed), (&view(&[1, 3], &[1]), vec![id(2)]));
        let back = Plan::from(&cursor(Some(FILLING)), &between, scopes(&[1, 2, 3]));
        assert_eq!(back.joining, [id(2), id(3)]);
    }

    #[test]
    fn a_device_without_a_cursor_gets_everything_and_forgets_what_is_not_hers() {
        let plan = Plan::anew(&scopes(&[1, 9]), scopes(&[1, 2]), 40);
        assert_eq!(
            (plan.removed.clone(), plan.joining.clone()),
            (vec![id(9)], vec![id(1), id(2)])
        );
        assert_eq!(plan.at, Place::before(40));
        assert!(plan.is_snapshot);
        let nobody = Plan::anew(&Scopes::new(), Scopes::new(), 40);
        assert_eq!(nobody.join, None);
    }
}
