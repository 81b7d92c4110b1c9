import { computed } from "@preact/signals";
import { toast } from "../../../ui";
import { t } from "../../../i18n";
import { keepHeldNews } from "../../../store/decided";
import type { Desk } from "../../../store/desk";
import { Door } from "../../../sync/door";
import { phone } from "../../around";
import { inbox, needsHer, openOf } from "../../model/views/inbox";
import { type Decided, Decisions } from "../../phone/decisions";
import { book } from "../log/desk";

/** What came back to her; null: the phone is locked. */
export const mail = computed(() => (book.value === null ? null : inbox(book.value)));

/** How much of it needs her. */
export const waiting = computed(() => (mail.value === null ? 0 : needsHer(mail.value)));

/** How many fields wait for a decision between two values. */
export const toDecide = computed(() => openOf(mail.value?.conflicts ?? []).length);

/** The way to decide something now. */
export function decisions(desk: Desk = phone.desk()): Decisions {
  const { transport } = phone.around;
  return new Decisions(desk, new Door(desk, transport), transport);
}

/** Decides, draws anew what changed, and fetches what came of it. */
export async function decide(work: (now: Decisions) => Promise<Decided>): Promise<Decided> {
  const decided: Decided[] = [];
  await phone.amend(async (desk) => {
    decided.push(await work(decisions(desk)));
  });
  const [came = "refused"] = decided;
  if (came === "done") phone.sync("tapped");
  return came;
}

/** Learns what others decided meanwhile. Without a network nothing changes. */
export async function catchUp(): Promise<void> {
  const desk = phone.desk();
  if (desk.contents.held.size === 0) return;
  const news = await decisions(desk).heldNews();
  if (news === null || phone.state.value.kind !== "open") return;
  await phone.amend((now) => keepHeldNews(now, news));
}

/** What she put right and the server has: of this the first ones can be set aside. */
export const replaced = computed(() => (mail.value?.mended ?? []).filter(({ arrived }) => arrived).map(({ opId }) => opId));

/** Sets aside what she sent anew. Without a network that waits. */
export async function tidy(): Promise<void> {
  for (const opId of replaced.peek()) await decide((now) => now.decideHeld(opId, "entered_in_error"));
}

/** Says what came of it, and puts the focus where it can go on: what was decided is not there any more. */
export function tellDecided(decided: Decided, done: string): void {
  toast(decided === "done" ? done : t(`inbox.${decided}`));
  if (decided === "done" || decided === "over") document.querySelector<HTMLElement>("h1")?.focus();
}
