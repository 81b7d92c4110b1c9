//! What happens in a history, drawn beforehand: a failing one can be repeated, and made shorter step by step.

use crate::dice::Dice;

/// What the network does to one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nothing.
    None,
    /// It never arrives.
    RequestLost,
    /// It arrives, and its answer does not.
    AnswerLost,
    /// It arrives twice, both at once.
    Doubled,
    /// Nobody waits for it any more when it arrives, after so many steps; later ones overtake it.
    Late(usize),
    /// It arrives, and once more after so many steps.
    Again(usize),
    /// While it is under way, somebody writes at a desk.
    Meanwhile(u64),
}

/// Where a phone dies: its memory is gone, and what it had kept is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Point {
    /// The request has left.
    Sent,
    /// The answer is there, nothing of it is kept.
    Answered,
    /// What became of the operations is kept, the page is not.
    ResultsKept,
    /// In the middle of keeping the page.
    InPage,
}

/// What somebody does on her phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Work {
    Session,
    /// One that breaks a rule of the server.
    WrongSession,
    /// One that builds on what was done before it.
    FollowingSession,
    /// One in a form that the server does not read.
    UnreadableSession,
    Attempt,
    Appointment,
    Language,
    Gender,
    Person,
}

/// What is done at a desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edit {
    Language,
    Gender,
    Minutes,
    VoidSession,
}

/// One step. Phones and people are numbers, taken modulo how many there are; `dice` seeds whatever else it draws.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Mutate {
        phone: usize,
        work: Work,
        dice: u64,
    },
    Sync {
        phone: usize,
        faults: Vec<Fault>,
        rows: u32,
    },
    Crash {
        phone: usize,
        point: Point,
    },
    ClockJump {
        phone: usize,
        minutes: i64,
    },
    AdminEdit {
        edit: Edit,
        person: usize,
        dice: u64,
    },
    /// A writer who adds sessions now and commits after so many steps.
    SlowEdit {
        person: usize,
        sessions: usize,
        after: usize,
        dice: u64,
    },
    Assign {
        phone: usize,
        person: usize,
    },
    Unassign {
        phone: usize,
        person: usize,
    },
    /// A phone no longer knows how far it had come.
    LoseCursor {
        phone: usize,
    },
    /// So many of somebody's lines go to somebody else, as when two records turn out to be one.
    Move {
        from: usize,
        to: usize,
        lines: i64,
    },
    /// Sessions of many people in one transaction.
    Bulk {
        sessions: usize,
        dice: u64,
    },
    /// Every process of Postgres, in the middle of somebody's work.
    KillPostgres {
        dice: u64,
    },
}

/// A history: how many take part, and the steps.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) phones: usize,
    pub(crate) people: usize,
    pub(crate) steps: Vec<Step>,
}

impl Plan {
    /// The history of a seed: three to six phones, twenty to two hundred steps, most of them short.
    pub(crate) fn of(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let (phones, people) = (3 + dice.below(4), 2 + dice.below(3));
        let length = 20 + dice.below(181).min(dice.below(181));
        let steps = (0..length).map(|_| step(&mut dice, phones, people)).collect();
        Self {
            seed,
            phones,
            people,
            steps,
        }
    }
}

impl Plan {
    /// The same with Postgres killed in the middle and at the end.
    pub(crate) fn with_kills(mut self) -> Self {
        let [middle, end] = [0, 1].map(|number| Step::KillPostgres {
            dice: self.seed * 2 + number,
        });
        self.steps.insert(self.steps.len() / 2, middle);
        self.steps.push(end);
        self
    }
}

fn step(dice: &mut Dice, phones: usize, people: usize) -> Step {
    let (phone, person) = (dice.below(phones), dice.below(people));
    match dice.below(100) {
        0..34 => Step::Mutate {
            phone,
            work: work(dice),
            dice: dice.word(),
        },
        34..68 => Step::Sync {
            phone,
            faults: (0..dice.below(5)).map(|_| fault(dice)).collect(),
            rows: *dice.pick(&[1, 2, 3, 3, 5, 20, 2_000]),
        },
        68..73 => Step::Crash {
            phone,
            point: *dice.pick(&[Point::Sent, Point::Answered, Point::ResultsKept, Point::InPage]),
        },
        73..75 => Step::ClockJump {
            phone,
            minutes: dice.between(-3_000_000, 3_000_000),
        },
        75..83 => Step::AdminEdit {
            edit: *dice.pick(&[
                Edit::Language,
                Edit::Language,
                Edit::Gender,
                Edit::Minutes,
                Edit::VoidSession,
            ]),
            person,
            dice: dice.word(),
        },
        83..87 => Step::SlowEdit {
            person,
            sessions: 1 + dice.below(3),
            after: 1 + dice.below(6),
            dice: dice.word(),
        },
        87..91 => Step::Assign { phone, person },
        91..95 => Step::Unassign { phone, person },
        95 => Step::LoseCursor { phone },
        96..98 => Step::Move {
            from: person,
            to: dice.below(people),
            lines: dice.between(1, 4),
        },
        _ => Step::Bulk {
            sessions: 1 + dice.below(20),
            dice: dice.word(),
        },
    }
}

fn work(dice: &mut Dice) -> Work {
    match dice.below(100) {
        0..34 => Work::Session,
        34..41 => Work::WrongSession,
        41..50 => Work::FollowingSession,
        50..53 => Work::UnreadableSession,
        53..60 => Work::Attempt,
        60..66 => Work::Appointment,
        66..86 => Work::Language,
        86..96 => Work::Gender,
        _ => Work::Person,
    }
}

fn fault(dice: &mut Dice) -> Fault {
    match dice.below(100) {
        0..35 => Fault::None,
        35..45 => Fault::RequestLost,
        45..62 => Fault::AnswerLost,
        62..74 => Fault::Doubled,
        74..82 => Fault::Late(1 + dice.below(8)),
        82..90 => Fault::Again(1 + dice.below(8)),
        _ => Fault::Meanwhile(dice.word()),
    }
}
