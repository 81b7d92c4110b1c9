import type { MessageKey, Values } from "../../i18n";
import type { Standing } from "../../store/view";
import type { IconName } from "../../ui";
import type { Sending } from "./sync-loop";

/** The line at the top of every screen, as a message and how it looks. */
export interface Status {
  key: MessageKey;
  values: Values;
  icon: IconName;
  tone: "plain" | "attention" | "critical";
}

/** How saving stands: first what needs her, then what waits, then when everything was last sent. `toDecide`: fields that two changed. */
export function statusOf(standing: Standing | null, sending: Sending, written: (at: Date) => string, toDecide = 0): Status {
  const { unsent, unreadable, stranded, held, lastContact } = standing ?? { unsent: 0, unreadable: 0, stranded: 0, aside: 0, held: 0, lastContact: null };
  const waits = unsent + stranded;
  if (sending.kind === "sign_in") return { key: "status.sign_in", values: { count: waits }, icon: "key", tone: "critical" };
  const needsHer = held + unreadable + stranded + toDecide;
  if (needsHer > 0) return { key: "status.needs_you", values: { count: needsHer }, icon: "attention", tone: "attention" };
  if (sending.kind === "under_way") return { key: "status.sending", values: {}, icon: "send", tone: "plain" };
  if (waits > 0) return { key: "status.waiting", values: { count: waits }, icon: "clock", tone: "attention" };
  if (lastContact === null) return { key: "status.never", values: {}, icon: "clock", tone: "plain" };
  return { key: "status.all_sent", values: { when: written(new Date(lastContact)) }, icon: "check", tone: "plain" };
}
