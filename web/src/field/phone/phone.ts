import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Lock } from "../../platform/lock";
import { type Database, databasesHere, readMeta } from "../../store/database";
import { type Desk, refresh, type World } from "../../store/desk";
import { keepMade, type Made } from "../../store/enrol";
import { recover } from "../../store/recover";
import { type DraftEnd, type NewWork, saveAll, type Saved } from "../../store/save";
import { allowTries, readSlips, unlock, type Unlocked, writeSlip } from "../../store/unlock";
import { type Standing, standingOf, type View, viewOf } from "../../store/view";
import { openWhole, wipe } from "../../store/wipe";
import { Door } from "../../sync/door";
import { Engine } from "../../sync/engine";
import { DeviceErrands } from "../../sync/errands";
import type { App } from "../../sync/request";
import { STEPS } from "../../sync/steps";
import type { Way } from "../../sync/transport";
import type { Slip } from "../../vault/slip/slip";
import { InsideWords, type Speech } from "./inside-words";
import { findPlace, forgetPlace, isSamePlace, type Memory, type Place, places, rememberPlace } from "./places";
import { sendMarks } from "./roll-marks";
import { type Reason, SyncLoop, type Timers } from "./sync-loop";
import { type Tabs, type TabWord } from "./tabs";

/** What the phone is made with: the browser's own, or a test's. */
export interface Around {
  world: World;
  transport: Way;
  lock: Lock;
  app: App;
  memory: Memory;
  timers: Timers;
  tabs: Tabs;
  speech: Speech;
}

/** How the phone stands. */
export type PhoneState =
  | { kind: "starting" }
  /** The browser lets nothing be kept (a private window, a full disk). */
  | { kind: "unusable" }
  /** Nobody is enrolled; `cleared`: somebody was, and the browser has deleted it. */
  | { kind: "blank"; cleared: boolean }
  | { kind: "locked"; place: Place }
  | { kind: "open"; place: Place };

const NOTHING: View = new Map();
/** How long leaving may wait for drafts to be sealed, in milliseconds. */
const LEAVING_MS = 400;

/** The phone as screens use it: who is on it, whether it is open, what is on it, and the way to save. */
export class Phone {
  readonly state: Signal<PhoneState> = signal({ kind: "starting" });
  readonly slips: Signal<Slip[]> = signal([]);
  readonly loop: Signal<SyncLoop | null> = signal(null);
  /** The words of the screens behind the passphrase. */
  readonly words: InsideWords;
  /** Everything she may see, with her own work over it. */
  readonly view: ReadonlySignal<View> = computed(() => this.#seen(viewOf) ?? NOTHING);
  /** What lies here, in numbers; null: locked. */
  readonly standing: ReadonlySignal<Standing | null> = computed(() => this.#seen(standingOf));

  readonly #turn = signal(0);
  readonly #keepers = new Set<(desk: Desk) => Promise<void>>();
  #db: Database | null = null;
  #desk: Desk | null = null;

  constructor(readonly around: Around) {
    this.words = new InsideWords(around.speech);
    around.tabs.listen((word) => void this.#hear(word));
  }

  /** Looks who is enrolled. Nothing is opened that needs a passphrase. */
  async start(): Promise<void> {
    try {
      await this.#findLost();
      const [place] = places(this.around.memory);
      if (place === undefined) this.state.value = { kind: "blank", cleared: false };
      else await this.choose(place);
    } catch {
      this.state.value = { kind: "unusable" };
    }
  }

  /** Who is enrolled here and not remembered: killed before the browser had written that down, while the database had. */
  async #findLost(): Promise<void> {
    for (const place of await databasesHere()) {
      if (this.everybody().some((known) => isSamePlace(known, place))) continue;
      const db = await openWhole(place.org, place.staff);
      if ((await readMeta(db, "vault")) !== undefined) findPlace(this.around.memory, place);
      db.close();
    }
  }

  /** Everybody who is enrolled on this phone. */
  everybody(): Place[] {
    return places(this.around.memory);
  }

  /** Turns to somebody: locked, or, where the browser has deleted everything of hers, blank. */
  async choose(place: Place): Promise<void> {
    await this.lock();
    this.#db?.close();
    this.#db = await openWhole(place.org, place.staff);
    const isThere = (await readMeta(this.#db, "vault")) !== undefined;
    this.state.value = isThere ? { kind: "locked", place } : { kind: "blank", cleared: true };
  }

  /** Tries a passphrase. */
  async unlock(passphrase: string): Promise<Unlocked> {
    const { value } = this.state;
    if (value.kind !== "locked" || this.#db === null) return { kind: "not_enrolled" };
    const outcome = await unlock(this.#db, this.around.world, passphrase);
    if (outcome.kind === "open") await this.#open(value.place, outcome.desk);
    return outcome;
  }

  /** She signed in online as herself: passphrases may be tried again. */
  async allowTries(): Promise<void> {
    if (this.#db !== null) await allowTries(this.#db);
  }

  /** The server knows this device: its keys are kept, and it is open. */
  async keep(place: Place, made: Made): Promise<void> {
    await this.lock();
    this.#db?.close();
    const db = await openWhole(place.org, place.staff);
    this.#db = db;
    const desk = await keepMade(db, this.around.world, made);
    rememberPlace(this.around.memory, place);
    this.around.tabs.tell({ what: "gone", db: db.name });
    await this.#open(place, desk);
  }

  /** Saves what she did. When this resolves it is on the disk; when it throws, nothing of it is. */
  async save(work: NewWork): Promise<Saved> {
    const [saved] = await this.saveAll([work]);
    if (saved === undefined) throw new RangeError("nothing was saved");
    return saved;
  }

  /** The same for several that belong together, with the draft they came from: all of it or nothing. */
  async saveAll(works: NewWork[], draft?: DraftEnd): Promise<Saved[]> {
    const desk = this.desk();
    await refresh(desk);
    const saved = await saveAll(desk, works, draft);
    const placed = new Set(works.map(({ slip }) => slip));
    if (works.some(({ slip }) => slip !== undefined)) this.slips.value = this.slips.value.filter(({ id }) => !placed.has(id));
    this.#changed();
    this.#tell("changed");
    this.sync("saved");
    return saved;
  }

  /** Keeps what the server said of something: whatever shows it is drawn anew, in every tab. */
  async amend(keep: (desk: Desk) => Promise<void>): Promise<void> {
    const desk = this.desk();
    await refresh(desk);
    await keep(desk);
    this.#changed();
    this.#tell("changed");
  }

  /** Locks every other tab. */
  lockOthers(): void {
    this.#tell("lock");
  }

  /** Takes a note down, open or locked: sealed at once, and read only after unlocking. */
  async writeSlip(words: string): Promise<void> {
    if (this.#db === null) throw new RangeError("nobody is enrolled on this phone");
    await writeSlip(this.#db, this.around.world, words);
    if (this.#desk !== null) this.slips.value = await readSlips(this.#desk);
  }

  /** An old passphrase came back to mind. How many pieces of work came back with it. */
  async recover(oldPassphrase: string): Promise<number> {
    const desk = this.desk();
    const back = await recover(desk, oldPassphrase);
    this.slips.value = await readSlips(desk);
    this.#changed();
    if (back > 0) this.sync("tapped");
    return back;
  }

  /** Asks for a go of sending and fetching. */
  sync(reason: Reason): void {
    void this.loop.value?.ask(reason);
  }

  /** Before another language is spoken: its words are fetched where they are not here. Throws `RangeError` where they cannot be had. */
  async turnTo(language: string): Promise<void> {
    if (this.#desk === null || (await this.words.turnTo(this.#desk, language))) return;
    const { world, transport } = this.around;
    const reader = { wanted: () => ({ language, version: null, urgent: true }), take: this.words.take.bind(this.words) };
    const errands = new DeviceErrands(transport, reader, world.clock);
    if (!(await errands.askWords(this.#desk, new Door(this.#desk, transport)))) throw new RangeError("no words in this language");
  }

  /** The open phone; throws `RangeError` where it is locked. For what screens need of the store beyond `view` and `save`. */
  desk(): Desk {
    if (this.#desk === null) throw new RangeError("the phone is locked");
    return this.#desk;
  }

  /** The database, also of a locked phone; null: nobody is enrolled. */
  database(): Database | null {
    return this.#db;
  }

  /** Has `keep` run before the key is dropped: a form seals its draft there. What it gives takes that back. */
  beforeLock(keep: (desk: Desk) => Promise<void>): () => void {
    this.#keepers.add(keep);
    return () => this.#keepers.delete(keep);
  }

  /** Locks at once: what is on the screen and in memory goes. Resolves when drafts are sealed, or after a moment. */
  lock(): Promise<void> {
    const [desk, state] = [this.#desk, this.state.value];
    if (desk === null || state.kind !== "open") return Promise.resolve();
    const sealing = Promise.allSettled([...this.#keepers].map((keep) => keep(desk)));
    this.loop.value?.stop();
    this.loop.value = null;
    this.#desk = null;
    this.slips.value = [];
    this.state.value = { kind: "locked", place: state.place };
    this.#changed();
    const patience = new Promise<void>((resolve) => this.around.timers.after(LEAVING_MS, resolve));
    return Promise.race([sealing.then(() => undefined), patience]);
  }

  /** The same in every tab. */
  lockEverywhere(): Promise<void> {
    const locked = this.lock();
    this.#tell("lock");
    return locked;
  }

  /** Its owner's own order, in her words. Throws `RangeError` where they are not the words. */
  wipe(typed: string): Promise<void> {
    return this.#wipe({ by: "owner", typed });
  }

  async #wipe(order: Parameters<typeof wipe>[3]): Promise<void> {
    const { value } = this.state;
    if ((value.kind !== "locked" && value.kind !== "open") || this.#db === null) return;
    const [db, { place }] = [this.#db, value];
    await wipe(db, place.org, place.staff, order);
    await this.lock();
    this.#db = null;
    forgetPlace(this.around.memory, place);
    this.around.tabs.tell({ what: "gone", db: db.name });
    await this.start();
  }

  async #open(place: Place, desk: Desk): Promise<void> {
    const { transport, lock, app, timers, world } = this.around;
    const errands = new DeviceErrands(transport, this.words, world.clock);
    const engine = new Engine(desk, transport, lock, app, STEPS, errands);
    const hooks = {
      after: () => {
        this.#changed();
        this.#tell("changed");
        void this.sendMarks();
      },
      wipe: () => void this.#wipe({ by: "server", code: "device_wiped" }),
    };
    this.#desk = desk;
    rememberPlace(this.around.memory, place);
    this.slips.value = await readSlips(desk);
    await this.words.open(desk);
    this.loop.value = new SyncLoop(() => engine.sync(), timers, hooks);
    this.state.value = { kind: "open", place };
    this.#changed();
    this.sync("opened");
  }

  /** Sends marks of rolls, where some wait and nobody else is at it. What cannot be sent stays, and is tried after the next go. */
  async sendMarks(): Promise<void> {
    const [desk, { lock, transport }] = [this.#desk, this.around];
    if (desk === null) return;
    const send = () => sendMarks(desk, new Door(desk, transport), transport);
    const isDifferent = await lock.alone(`causeway marks ${desk.db.name}`, send).catch(() => null);
    if (isDifferent === true) this.#changed();
  }

  async #hear({ what, db }: TabWord): Promise<void> {
    if (db !== this.#db?.name) return;
    if (what === "lock") void this.lock();
    if (what === "gone") await this.#again();
    if (what === "changed" && this.#desk !== null) {
      await refresh(this.#desk);
      this.#changed();
    }
  }

  /** Another tab wiped it or enrolled it anew: the key in memory is worth nothing any more. */
  async #again(): Promise<void> {
    await this.lock();
    const { value } = this.state;
    const isThere = value.kind === "locked" && this.everybody().some((place) => isSamePlace(place, value.place));
    await (isThere && value.kind === "locked" ? this.choose(value.place) : this.start());
  }

  #tell(what: TabWord["what"]): void {
    if (this.#db !== null) this.around.tabs.tell({ what, db: this.#db.name });
  }

  #changed(): void {
    this.#turn.value += 1;
  }

  #seen<T>(look: (contents: Desk["contents"]) => T): T | null {
    void this.#turn.value;
    return this.#desk === null ? null : look(this.#desk.contents);
  }
}
