//! How large or small a sum of unknown counts can be, given what is known of other sums: exact, in integers.
//!
//! The simplex method with bounded variables (Chvátal, *Linear Programming*, 1983, ch. 8) on a tableau that stays
//! integral by fraction-free pivoting (Bareiss 1968; Edmonds 1994): every entry is an integer over one common
//! denominator. So a bound is a proof on every machine, not a rounding; and what no longer fits 64 bits is an error.

/// Σ of the unknowns in `columns` lies between `low` and `high`. No unknown is negative.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) columns: Vec<usize>,
    pub(super) low: u32,
    pub(super) high: Option<u32>,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unsolved {
    /// No counts fit all rows.
    Contradictory,
    /// The numbers on the way outgrew 64 bits, or the steps their limit.
    TooLarge,
}

/// An optimum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Optimum {
    /// Rounded towards the inside: the unknowns are whole.
    pub(super) value: u32,
    /// It is reached by whole counts, so that no method, however strong, can bound it more closely.
    pub(super) whole: bool,
}

/// Steps for one question, at most. A gate asks about some hundred unknowns and needs some tens.
const MOST_STEPS: usize = 50_000;

/// Steps without progress after which the rule that cannot cycle takes over (Bland 1977).
const PATIENCE: usize = 40;

#[derive(Clone, Debug)]
struct Line {
    /// Over the common denominator.
    entries: Vec<i64>,
    /// What stands on the right, over the common denominator.
    right: i64,
}

/// All counts that fit the rows, seen from one corner of them.
#[derive(Clone, Debug)]
pub(super) struct Fitting {
    lines: Vec<Line>,
    /// Which variable each line gives; one beyond the last column was only needed to get started, and stays at zero.
    basis: Vec<usize>,
    /// The largest value of each variable, the unknowns first, then one slack for each line.
    upper: Vec<Option<i64>>,
    denominator: i64,
    unknowns: usize,
}

/// What stops a variable that grows.
#[derive(Clone, Copy)]
enum Stop {
    /// It reaches its own largest value.
    Itself(i64),
    /// The variable of this line comes down to zero.
    Down(usize),
    /// The variable of this line reaches its largest value.
    Up(usize),
}

impl Fitting {
    /// Finds a first corner.
    pub(super) fn new(unknowns: usize, rows: &[Row]) -> Result<Self, Unsolved> {
        let width = unknowns + rows.len();
        let mut upper = vec![None; unknowns];
        let (mut lines, mut basis) = (Vec::new(), Vec::new());
        let mut start = Line::zero(width);
        for (i, row) in rows.iter().enumerate() {
            if row.high.is_some_and(|high| high < row.low) {
                return Err(Unsolved::Contradictory);
            }
            let mut line = Line::zero(width);
            for column in &row.columns {
                line.set(*column, 1)?;
            }
            upper.push(row.high.map(|high| i64::from(high - row.low)));
            match row.high {
                // Σ + slack = high, and the slack alone fits.
                Some(high) if row.low == 0 => {
                    line.set(unknowns + i, 1)?;
                    line.right = i64::from(high);
                    basis.push(unknowns + i);
                }
                // Σ − slack + start = low; bringing every start to zero is the first question.
                Some(_) | None => {
                    line.set(unknowns + i, -1)?;
                    line.right = i64::from(row.low);
                    basis.push(width + i);
                    start.add(&line)?;
                }
            }
            lines.push(line);
        }
        let mut fitting = Self {
            lines,
            basis,
            upper,
            denominator: 1,
            unknowns,
        };
        fitting.climb(&mut start, true)?;
        if start.right == 0 {
            Ok(fitting)
        } else {
            Err(Unsolved::Contradictory)
        }
    }

    /// The largest sum of these unknowns; `None` if it has no bound.
    pub(super) fn largest(&mut self, of: &[usize]) -> Result<Option<Optimum>, Unsolved> {
        let Some((value, whole)) = self.optimum(of, 1)? else {
            return Ok(None);
        };
        let value = value.div_euclid(self.denominator);
        let value = u32::try_from(value).map_err(|_negative| Unsolved::TooLarge)?;
        Ok(Some(Optimum { value, whole }))
    }

    /// The smallest sum of these unknowns.
    pub(super) fn smallest(&mut self, of: &[usize]) -> Result<Optimum, Unsolved> {
        // −sum is never above zero, so it has a largest value.
        let (value, whole) = self.optimum(of, -1)?.ok_or(Unsolved::TooLarge)?;
        let value = value.div_euclid(self.denominator).checked_neg();
        let value = value.and_then(|value| u32::try_from(value).ok());
        let value = value.ok_or(Unsolved::TooLarge)?;
        Ok(Optimum { value, whole })
    }

    /// The optimum over the common denominator, and whether the corner it is reached at is whole.
    fn optimum(&mut self, of: &[usize], sign: i64) -> Result<Option<(i64, bool)>, Unsolved> {
        let mut goal = Line::zero(self.upper.len());
        let weight = sign.checked_mul(self.denominator).ok_or(Unsolved::TooLarge)?;
        for column in of {
            goal.set(*column, weight)?;
        }
        let weights = goal.clone();
        for (line, variable) in self.lines.iter().zip(&self.basis) {
            if weights.at(*variable) != 0 {
                goal.subtract(line, sign)?;
            }
        }
        if !self.climb(&mut goal, sign < 0)? {
            return Ok(None);
        }
        let whole =
            |(line, variable): (&Line, &usize)| *variable >= self.unknowns || line.right % self.denominator == 0;
        let whole = self.lines.iter().zip(&self.basis).all(whole);
        Ok(Some((goal.right.checked_neg().ok_or(Unsolved::TooLarge)?, whole)))
    }

    /// Moves from corner to corner until no step improves `goal`; `false` if one could improve it for ever. One that is
    /// `never_positive` has nothing left to gain at zero.
    fn climb(&mut self, goal: &mut Line, never_positive: bool) -> Result<bool, Unsolved> {
        let mut idle = 0;
        for _ in 0..MOST_STEPS {
            if never_positive && goal.right == 0 {
                return Ok(true);
            }
            let Some(column) = self.entering(goal, idle > PATIENCE) else {
                return Ok(true);
            };
            let Some((stop, moved)) = self.stop(column)? else {
                return Ok(false);
            };
            idle = if moved { 0 } else { idle + 1 };
            match stop {
                Stop::Itself(most) => self.turn(column, most, goal)?,
                Stop::Down(line) => self.pivot(line, column, goal)?,
                Stop::Up(line) => {
                    self.turn_basic(line)?;
                    self.pivot(line, column, goal)?;
                }
            }
        }
        Err(Unsolved::TooLarge)
    }

    /// The variable whose growth improves the goal most; or the first one, which cannot lead in circles.
    fn entering(&self, goal: &Line, first: bool) -> Option<usize> {
        let improves = |(column, gain): (usize, &i64)| (*gain > 0 && !self.is_fixed(column)).then_some((column, *gain));
        let mut improving = goal.entries.iter().enumerate().filter_map(improves);
        if first {
            return improving.next().map(|(column, _)| column);
        }
        improving.max_by_key(|(_, gain)| *gain).map(|(column, _)| column)
    }

    fn is_fixed(&self, variable: usize) -> bool {
        self.upper.get(variable).copied().flatten() == Some(0)
    }

    /// What stops this variable first, and whether it moves at all.
    fn stop(&self, column: usize) -> Result<Option<(Stop, bool)>, Unsolved> {
        let mut found: Option<(Stop, i128, i128, usize)> = None;
        let mut offer = |stop, far: i128, pace: i128, variable: usize| {
            // far / pace, compared without dividing; of equals the first variable, which Bland's rule needs.
            let nearer = found.is_none_or(|(_, best, best_pace, best_variable)| {
                let (new, old) = (far * best_pace, best * pace);
                new < old || new == old && variable < best_variable
            });
            if nearer {
                found = Some((stop, far, pace, variable));
            }
        };
        if let Some(most) = self.upper.get(column).copied().flatten() {
            offer(Stop::Itself(most), most.into(), 1, column);
        }
        for (i, (line, variable)) in self.lines.iter().zip(&self.basis).enumerate() {
            let pace = i128::from(line.at(column));
            if pace > 0 {
                offer(Stop::Down(i), line.right.into(), pace, *variable);
            } else if pace < 0
                && let Some(most) = self.most(line, *variable)
            {
                let room = i128::from(most) * i128::from(self.denominator) - i128::from(line.right);
                offer(Stop::Up(i), room, -pace, *variable);
            }
        }
        match found {
            Some((_, far, ..)) if far < 0 => Err(Unsolved::TooLarge),
            found => Ok(found.map(|(stop, far, ..)| (stop, far > 0))),
        }
    }

    /// The largest value of the variable of a line. One that was only needed to get started may move until it is zero,
    /// and then stays there.
    fn most(&self, line: &Line, variable: usize) -> Option<i64> {
        match self.upper.get(variable) {
            Some(upper) => *upper,
            None => (line.right == 0).then_some(0),
        }
    }

    /// Counts a variable that is not in the basis from its other end.
    fn turn(&mut self, column: usize, most: i64, goal: &mut Line) -> Result<(), Unsolved> {
        for line in self.lines.iter_mut().chain([goal]) {
            line.turn(column, most)?;
        }
        Ok(())
    }

    /// Counts the variable of a line from its other end.
    fn turn_basic(&mut self, line: usize) -> Result<(), Unsolved> {
        let variable = self.basis.get(line).copied().ok_or(Unsolved::TooLarge)?;
        let (denominator, width) = (self.denominator, self.upper.len());
        let there = self.lines.get(line).ok_or(Unsolved::TooLarge)?;
        let most = self.most(there, variable).ok_or(Unsolved::TooLarge)?;
        let line = self.lines.get_mut(line).ok_or(Unsolved::TooLarge)?;
        let whole = most.checked_mul(denominator).ok_or(Unsolved::TooLarge)?;
        line.right = whole.checked_sub(line.right).ok_or(Unsolved::TooLarge)?;
        for entry in &mut line.entries {
            *entry = -*entry;
        }
        if variable < width {
            line.set(variable, denominator)?;
        }
        Ok(())
    }

    /// Brings `column` into the basis in place of the variable of `line`.
    fn pivot(&mut self, line: usize, column: usize, goal: &mut Line) -> Result<(), Unsolved> {
        let by = self.lines.get(line).cloned().ok_or(Unsolved::TooLarge)?;
        let others = self.lines.iter_mut().enumerate().filter(|(i, _)| *i != line);
        for other in others.map(|(_, other)| other).chain([goal]) {
            other.eliminate(&by, column, self.denominator)?;
        }
        self.denominator = by.at(column);
        if let Some(variable) = self.basis.get_mut(line) {
            *variable = column;
        }
        Ok(())
    }
}

impl Line {
    fn zero(width: usize) -> Self {
        Self {
            entries: vec![0; width],
            right: 0,
        }
    }

    /// Zero for the variables that were only needed to get started.
    fn at(&self, column: usize) -> i64 {
        self.entries.get(column).copied().unwrap_or_default()
    }

    fn set(&mut self, column: usize, value: i64) -> Result<(), Unsolved> {
        *self.entries.get_mut(column).ok_or(Unsolved::TooLarge)? = value;
        Ok(())
    }

    fn each(&mut self, other: &Self, merge: impl Fn(i64, i64) -> Option<i64>) -> Result<(), Unsolved> {
        for (entry, other) in self.entries.iter_mut().zip(&other.entries) {
            *entry = merge(*entry, *other).ok_or(Unsolved::TooLarge)?;
        }
        self.right = merge(self.right, other.right).ok_or(Unsolved::TooLarge)?;
        Ok(())
    }

    fn add(&mut self, other: &Self) -> Result<(), Unsolved> {
        self.each(other, i64::checked_add)
    }

    fn subtract(&mut self, other: &Self, times: i64) -> Result<(), Unsolved> {
        self.each(other, |entry, other| entry.checked_sub(other.checked_mul(times)?))
    }

    fn turn(&mut self, column: usize, most: i64) -> Result<(), Unsolved> {
        let entry = self.at(column);
        let shift = entry.checked_mul(most).ok_or(Unsolved::TooLarge)?;
        self.right = self.right.checked_sub(shift).ok_or(Unsolved::TooLarge)?;
        self.set(column, -entry)
    }

    /// The division is exact: both sides of it are minors of the rows we began with.
    fn eliminate(&mut self, by: &Self, column: usize, denominator: i64) -> Result<(), Unsolved> {
        let (pivot, times) = (by.at(column), self.at(column));
        if times == 0 && pivot == denominator {
            return Ok(());
        }
        self.each(by, |entry, by| {
            // Most products fit 64 bits, where dividing is several times as fast.
            let narrow = || pivot.checked_mul(entry)?.checked_sub(times.checked_mul(by)?);
            if let Some(scaled) = narrow() {
                return scaled.checked_div(denominator);
            }
            let scaled = i128::from(pivot) * i128::from(entry) - i128::from(times) * i128::from(by);
            i64::try_from(scaled / i128::from(denominator)).ok()
        })
    }
}

#[cfg(test)]
mod tests;
