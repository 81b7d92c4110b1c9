// A desk to fill forms in at, and contents of a phone to look at.
import type { Fields } from "../../src/api/protocol";
import { type Desktop } from "../../src/field/model/build/form";
import type { Work } from "../../src/field/model/work";
import type { Acked, Contents, Pending, SealedOperation } from "../../src/store/contents";
import { NEVER_SYNCED } from "../../src/store/contents";
import type { NewWork } from "../../src/store/save";
import { idOf } from "../server/house";

export const ZONE = "America/Bogota";
export const NOW = new Date("2026-06-10T14:03:20Z");
export const [PERSON, ENROLMENT, SITE, PROGRAMME] = [idOf(1), idOf(2), idOf(3), idOf(4)];

let drawn = 0x900000;
export const newId = (): string => idOf((drawn += 1));

export function desktop(works: Work[] = [], now = NOW): Desktop {
  return { now, zone: ZONE, works, newId };
}

/** What lies on a phone: rows by kind and id, and what she did. */
export class Phone {
  readonly contents: Contents = {
    rows: new Map(),
    shadow: new Map(),
    outbox: [],
    acked: new Map(),
    held: new Map(),
    rescued: new Map(), stranded: 0, aside: 0,
    sync: { ...NEVER_SYNCED, cursor: "c", epoch: "e" },
    turn: 0,
    seq: 0,
  };

  row(e: string, id: string, d: Fields, scope = ENROLMENT, v = 1): this {
    this.contents.rows.set(`${scope}|${e}|${id}`, { r: `${scope}${e}${id}`, row: { e, id, s: scope, v, d } });
    return this;
  }

  /** Somebody in mentoring since 12 January, called as she is. */
  somebody(person = PERSON, enrolment = ENROLMENT, alias = "Kiko"): this {
    return this.row("person", person, { public_code: "K7", home_site_id: SITE, language: "es", minor: false, gender_identity: "woman_girl", age_on_entry: 19 }, person)
      .row("alias", person, { person_id: person, known_as: alias }, person)
      .row("enrolment", enrolment, { person_id: person, programme_id: PROGRAMME, site_id: SITE, strand: "mentoring", enrolled_on: "2026-01-12" }, enrolment);
  }

  /** She saved something here. */
  saves(work: NewWork, at = NOW.toISOString()): Pending {
    this.contents.seq += 1;
    const op: SealedOperation = { op_id: work.opId ?? newId(), entity: work.entity, entity_id: work.entityId, kind: work.kind, schema: 2, at, set: work.set };
    const pending = { seq: this.contents.seq, op, unreadable: null, again: false };
    this.contents.outbox.push(pending);
    return pending;
  }

  /** The server answered. */
  answers(pending: Pending, result: Partial<Acked["result"]> = {}, settled = false): void {
    const { seq, op } = pending;
    this.contents.outbox = this.contents.outbox.filter((one) => one.seq !== seq);
    this.contents.acked.set(op.op_id, { seq, op, settled, result: { status: "applied", v: 1, on: "2026-06-10", stood: [], ...result } });
  }
}
