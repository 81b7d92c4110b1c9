// How she may be reached, by what she said is safe (domain.md §5.14 `safe_contact_flags`, design §7). What is not safe has no
// link: it cannot be tapped by mistake.
import type { Dossier } from "./book";
import { standingOn } from "./consent";
import type { Contact } from "./people";
import { dayAt } from "./time";

/** Why a way is closed. */
export type Closed =
  /** She said it is not safe. */
  | "not_safe"
  /** She refused it, or withdrew what she had allowed. */
  | "consent_refused"
  | "consent_withdrawn"
  | "consent_expired"
  /** Of a time that has not come, or is over. */
  | "not_yet"
  | "no_longer"
  /** It cannot be read any more. */
  | "not_readable"
  /** This kind is not one that is called, or written to. */
  | "other_kind";

/** One thing that may be done with a contact, or may not. */
export interface Way {
  allowed: boolean;
  /** Null: it is allowed. */
  why: Closed | null;
  /** `tel:` or `sms:`, where it is allowed and is a number that can be dialled; a message is never filled in beforehand. */
  href: string | null;
}

/** What has to be kept in mind, in codes for the screen. */
export type Caution =
  /** Nobody speaks after the tone: others could hear it. */
  | "no_voicemail"
  /** It is not her own: she is reached only through this person, who is told nothing. */
  | "only_through"
  /** Only when: her own words are in `onlyWhen`. */
  | "only_when"
  /** One may not call: write. */
  | "only_write"
  /** One may not write: call. */
  | "only_call";

/** A contact, and what may be done with it. */
export interface WayToReach {
  contactId: string;
  kind: string | null;
  value: string | null;
  call: Way;
  write: Way;
  voicemail: boolean;
  cautions: Caution[];
  /** When one may, as she said it. */
  onlyWhen: string | null;
  validTo: string | null;
}

const OPEN: Way = { allowed: true, why: null, href: null };
const closed = (why: Closed): Way => ({ allowed: false, why, href: null });

/**
 * Every way to reach her that is on the phone: what may be done first, then the rest, each in a fixed order. Rows of ways that are
 * not safe at all never reach a phone; consents are those that this phone knows of.
 */
export function waysToReach({ contacts, decisions }: Pick<Dossier, "contacts" | "decisions">, now: Date, zone: string): WayToReach[] {
  const today = dayAt(zone, now);
  const ways = contacts.map((contact) => wayOf(contact, today, (kind) => standingOn(decisions, kind, today)));
  const rank = (way: WayToReach) => Number(!way.call.allowed) + Number(!way.write.allowed);
  return ways.sort((one, other) => rank(one) - rank(other) || (one.contactId < other.contactId ? -1 : 1));
}

function wayOf(contact: Contact, today: string, standing: (kind: string) => string | null): WayToReach {
  const through = contact.kind === "other_person";
  const [toCall, toWrite] = through ? ["contact_family", "contact_family"] : ["contact_by_phone", "contact_by_message"];
  const call = linked(contact, "tel", byDay(contact, today) ?? allowed(contact.safeToCall, standing(toCall)));
  const write = linked(contact, "sms", byDay(contact, today) ?? allowed(contact.safeToText, standing(toWrite)));
  const cautions: Caution[] = [];
  if (through) cautions.push("only_through");
  if (call.allowed && !contact.safeToLeaveMessage) cautions.push("no_voicemail");
  if (call.allowed && !write.allowed && write.why !== "other_kind") cautions.push("only_call");
  if (write.allowed && !call.allowed && call.why !== "other_kind") cautions.push("only_write");
  if (contact.onlyWhen !== null && (call.allowed || write.allowed)) cautions.push("only_when");
  const { id, kind, value, onlyWhen, validTo, safeToLeaveMessage } = contact;
  const voicemail = call.allowed && safeToLeaveMessage;
  return { contactId: id, kind, value, call, write, voicemail, cautions, onlyWhen, validTo };
}

function byDay({ validFrom, validTo }: Contact, today: string): Way | null {
  if (validFrom !== null && validFrom > today) return closed("not_yet");
  return validTo !== null && validTo < today ? closed("no_longer") : null;
}

function allowed(safe: boolean, consent: string | null): Way {
  if (!safe) return closed("not_safe");
  if (consent === "refused") return closed("consent_refused");
  if (consent === "withdrawn") return closed("consent_withdrawn");
  return consent === "expired" ? closed("consent_expired") : OPEN;
}

/** With the link, where this kind has one: a number with words in it is shown and not linked, a person may have no number. */
function linked({ kind, value }: Contact, scheme: "tel" | "sms", way: Way): Way {
  if (!way.allowed) return way;
  if (value === null) return closed("not_readable");
  if (kind === "mail") return scheme === "tel" ? closed("other_kind") : way;
  if (kind === "messenger") return way;
  const number = dialable(value);
  return number === null ? way : { ...way, href: `${scheme}:${number}` };
}

/** The number as a phone dials it; null: it is none. Codes that a phone obeys (`*21#`) are none. */
function dialable(value: string): string | null {
  const latin = value.normalize("NFKC").replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
  const digits = latin.replace(/[\s().\-/\u200e\u200f]/g, "");
  return /^\+?[0-9]{3,15}$/.test(digits) ? digits : null;
}
