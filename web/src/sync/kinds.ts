/** What is declared of a kind of row that phones hold (`src/sync/model/entity.rs`, `access.synced()` in `wall.sql`). */
export interface Kind {
  /** Stored and hashed by this number, which is never given to something else. */
  number: number;
  /** The field that says of which day a row is. */
  day?: string;
  /** For how many days after it a phone holds the row. */
  daysHeld: number;
}

/** How many days after its day a phone holds a fact; and what its owner wrote. */
const [FACT_DAYS, NOTE_DAYS] = [180, 30];

const KINDS: Record<string, Kind> = {
  person: { number: 1, daysHeld: FACT_DAYS },
  enrolment: { number: 2, daysHeld: FACT_DAYS },
  session: { number: 3, day: "held_on", daysHeld: FACT_DAYS },
  participation: { number: 4, day: "held_on", daysHeld: FACT_DAYS },
  contact_attempt: { number: 5, day: "attempted_on", daysHeld: FACT_DAYS },
  appointment: { number: 6, day: "planned_on", daysHeld: FACT_DAYS },
  task: { number: 7, day: "closed_at", daysHeld: FACT_DAYS },
  note: { number: 8, day: "recorded_at", daysHeld: NOTE_DAYS },
  alias: { number: 9, daysHeld: FACT_DAYS },
  needs: { number: 10, daysHeld: FACT_DAYS },
  contact: { number: 11, daysHeld: FACT_DAYS },
};

/** What is declared of it; null: a newer server's, which is kept as it came. */
export function kindOf(name: string): Kind | null {
  return Object.hasOwn(KINDS, name) ? (KINDS[name] ?? null) : null;
}
