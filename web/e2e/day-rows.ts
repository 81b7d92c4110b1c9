import type { Look } from "./browser";
import { idOf, type Row } from "./people";

const DAY_MS = 86_400_000;
const dayOf = (daysAgo: number) => new Date(Date.now() - daysAgo * DAY_MS).toISOString().slice(0, 10);

/** Those who are there besides: nobody has reached the first for long, the second has left. */
export const BESIDES = { en: ["Rulo", "Vale"], ar: ["رولو", "فالي"] };
const SAID = {
  en: { medical: "Asthma. The blue inhaler is in the left pocket.", aunt: "Aunt Rosa, +57 300 555 0101", sister: "her sister Marta", when: "after six, never on Sundays", note: "Wants to ask about the evening school." },
  ar: { medical: "ربو. البخاخ الأزرق في الجيب الأيسر.", aunt: "العمة روزا، +57 300 555 0101", sister: "أختها مارتا", when: "بعد السادسة، ليس يوم الأحد", note: "تريد السؤال عن المدرسة المسائية." },
};

/** How some are reached, what is to be done, what whoever is with them has to know. */
export function dayRows(language: Look["language"]): Row[] {
  const said = SAID[language];
  const row = (e: string, id: number, s: number, d: Row["d"]): Row => ({ e, id: idOf(id), s: idOf(s), v: 1, d });
  const contact = (id: number, person: number, d: Row["d"]) => row("contact", id, person, { person_id: idOf(person), valid_from: null, valid_to: null, only_when: null, safe_to_call: false, safe_to_text: false, safe_to_leave_message: false, ...d });
  const task = (id: number, at: number, kind: string, due: string) => row("task", id, 0x300 + at, { kind, person_id: idOf(0x200 + at), enrolment_id: idOf(0x300 + at), about_on: due, due_on: due, raised_at: `${due}T06:00:00Z`, closed_at: null, outcome: null });
  const besides = BESIDES[language].flatMap((alias, at) => {
    const [person, enrolment] = [0x220 + at, 0x320 + at];
    return [
      row("person", person, person, { public_code: `R${at}`, home_site_id: idOf(0x100), language: "es", minor: at === 0, gender_identity: null, age_on_entry: null, identity_tier: "alias" }),
      row("alias", person, person, { person_id: idOf(person), known_as: alias }),
      row("enrolment", enrolment, enrolment, { person_id: idOf(person), programme_id: idOf(0x101), site_id: idOf(0x100), strand: "mentoring", enrolled_on: dayOf(40), first_service_on: null, paused_on: null, exited_on: at === 1 ? dayOf(3) : null }),
    ];
  });
  const yesterday = new Date(Date.now() - DAY_MS).toISOString();
  return [
    ...besides,
    contact(0x700, 0x200, { kind: "phone", value: "+57 300 111 2233", safe_to_call: true }),
    contact(0x701, 0x201, { kind: "other_person", value: said.sister, safe_to_call: true, safe_to_text: true, only_when: said.when }),
    contact(0x702, 0x202, { kind: "messenger", value: "bigd.09", safe_to_text: true }),
    contact(0x703, 0x203, { kind: "phone", value: "+57 300 111 2244", safe_to_call: true, safe_to_text: true, safe_to_leave_message: true }),
    row("needs", 0x200, 0x200, { person_id: idOf(0x200), medical_needs: said.medical, emergency_contact: said.aunt, preferred_staff_id: null }),
    task(0x710, 0, "review_due", dayOf(4)),
    task(0x711, 1, "follow_up", dayOf(0)),
    row("appointment", 0x720, 0x300, { enrolment_id: idOf(0x300), person_id: idOf(0x200), staff_id: idOf(0xb), kind: "individual_mentoring", mode: "in_person_community", starts_at: new Date(Date.now() + 3 * DAY_MS).toISOString(), planned_on: dayOf(-3), minutes: 60, settled_at: null }),
    row("appointment", 0x721, 0x305, { enrolment_id: idOf(0x305), person_id: idOf(0x205), staff_id: idOf(0xb), kind: "individual_mentoring", mode: "in_person_community", starts_at: yesterday, planned_on: yesterday.slice(0, 10), minutes: 60, settled_at: null }),
    row("contact_attempt", 0x730, 0x300, { enrolment_id: idOf(0x300), person_id: idOf(0x200), attempted_at: new Date(Date.now() - 2 * DAY_MS).toISOString(), attempted_on: dayOf(2), mode: "phone_call", result: "no_answer", collateral: false }),
    row("note", 0x740, 0x300, { session_id: idOf(0x400), person_id: idOf(0x200), kind: "young_persons_words", text: said.note, recorded_at: yesterday }),
  ];
}
