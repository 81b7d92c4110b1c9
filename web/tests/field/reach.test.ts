import fc from "fast-check";
import { expect, test } from "vitest";
import type { Decision } from "../../src/field/model/consent";
import { faceOf } from "../../src/field/model/face";
import type { Contact } from "../../src/field/model/people";
import { waysToReach } from "../../src/field/model/reach";
import { idOf } from "../server/house";
import { NOW, ZONE } from "./world";

const contact = (more: Partial<Contact> = {}): Contact => ({
  id: idOf(1), kind: "phone", value: "+57 (300) 123-4567", safeToCall: true, safeToText: true, safeToLeaveMessage: true, onlyWhen: null,
  validFrom: "2026-01-01", validTo: null, ...more,
});
const decided = (kind: string, status: string, more: Partial<Decision> = {}): Decision => ({
  id: idOf(2), kind, status, giver: "young_person", at: "2026-05-01T10:00:00.000Z", expiresOn: null, waiting: null, ...more,
});
const way = (more: Partial<Contact> = {}, decisions: Decision[] = [], now = NOW) => waysToReach({ contacts: [contact(more)], decisions }, now, ZONE)[0];
const face = (contacts: Contact[]) => faceOf({ contacts, decisions: [] }, NOW, ZONE);

test("what she said is safe can be tapped, and nothing else", () => {
  expect(way()).toMatchObject({ call: { allowed: true, href: "tel:+573001234567" }, write: { href: "sms:+573001234567" }, voicemail: true, cautions: [] });
  expect(way({ safeToCall: false })).toMatchObject({ call: { allowed: false, why: "not_safe", href: null }, voicemail: false, cautions: ["only_write"] });
  expect(way({ safeToText: false, safeToLeaveMessage: false })?.cautions).toEqual(["no_voicemail", "only_call"]);
  expect(way({ onlyWhen: "after school" })).toMatchObject({ cautions: ["only_when"], onlyWhen: "after school" });
});

test("a way that is not of today is closed, by the site's day", () => {
  expect(way({ validFrom: "2026-06-11" })?.call.why).toBe("not_yet");
  expect(way({ validTo: "2026-06-09" })?.write.why).toBe("no_longer");
  expect(way({ validTo: "2026-06-10" }, [], new Date("2026-06-11T04:59:00Z"))?.call.allowed).toBe(true);
  expect(way({ validTo: "2026-06-10" }, [], new Date("2026-06-11T05:00:00Z"))?.call.allowed).toBe(false);
});

test("each kind of consent closes its own way", () => {
  expect(way({}, [decided("contact_by_phone", "refused")])).toMatchObject({ call: { why: "consent_refused" }, write: { allowed: true } });
  expect(way({}, [decided("contact_by_message", "withdrawn")])).toMatchObject({ call: { allowed: true }, write: { why: "consent_withdrawn" } });
  expect(way({}, [decided("contact_by_phone", "given", { expiresOn: "2026-06-09" })])?.call.why).toBe("consent_expired");
  expect(way({ kind: "other_person" }, [decided("contact_family", "withdrawn")])).toMatchObject({ call: { allowed: false }, write: { allowed: false } });
  expect(way({}, [decided("contact_by_phone", "refused"), decided("contact_by_phone", "given", { at: "2026-05-02T10:00:00.000Z" })])?.call.allowed).toBe(true);
});

test("of another person it is said that she is reached only through that one", () => {
  const sister = way({ kind: "other_person", value: "her sister Ana" });
  expect(sister).toMatchObject({ call: { allowed: true, href: null }, cautions: ["only_through"] });
  expect(face([contact({ kind: "other_person" })])).toEqual(["only_through"]);
  expect(face([contact({ kind: "other_person" }), contact({ id: idOf(3) })])).toEqual([]);
});

test("what a phone would obey or cannot dial is no link", () => {
  for (const value of ["*21*123456#", "tel:123;ext=4", "javascript:alert(1)", "+1234567890123456", "Ana", "12"]) {
    expect(way({ value })).toMatchObject({ call: { allowed: true, href: null }, write: { href: null } });
  }
  expect(way({ value: null })?.call.why).toBe("not_readable");
  // Digits of another script are digits.
  expect(way({ value: "\u200e+\uff15\uff17 300" })?.call.href).toBe("tel:+57300");
  expect(way({ value: "\u06f0\u06f3\u0660\u0669" })?.write.href).toBe("sms:0309");
  expect(way({ kind: "mail", value: "her@example.org" })).toMatchObject({ call: { why: "other_kind" }, write: { allowed: true, href: null }, cautions: [] });
});

test("where nothing is safe the face says so", () => {
  expect(face([])).toEqual(["no_safe_way"]);
  expect(face([contact({ validTo: "2026-01-01" })])).toEqual(["no_safe_way"]);
  expect(face([contact({ safeToLeaveMessage: false, onlyWhen: "evenings" })])).toEqual(["only_when", "no_voicemail"]);
});

test("there is never a link where it is not allowed", () => {
  const text = fc.oneof(fc.string(), fc.constantFrom("+57 300 123 4567", "300123", "*#06#"));
  const day = fc.constantFrom(null, "2026-01-01", "2026-06-10", "2027-01-01");
  const any = fc.record({ id: fc.constantFrom(idOf(1), idOf(2)), kind: fc.constantFrom("phone", "messenger", "mail", "other_person", "pigeon", null), value: fc.option(text), safeToCall: fc.boolean(), safeToText: fc.boolean(), safeToLeaveMessage: fc.boolean(), onlyWhen: fc.option(text), validFrom: day, validTo: day });
  const kinds = fc.constantFrom("contact_by_phone", "contact_by_message", "contact_family");
  const says = fc.tuple(kinds, fc.constantFrom("given", "refused", "withdrawn")).map(([kind, status]) => decided(kind, status));
  fc.assert(
    fc.property(fc.array(any, { maxLength: 3 }), fc.array(says, { maxLength: 2 }), (contacts, decisions) => {
      for (const one of waysToReach({ contacts, decisions }, NOW, ZONE)) {
        const from = contacts.filter(({ id }) => id === one.contactId);
        for (const [link, way] of [["tel", one.call], ["sms", one.write]] as const) {
          expect(way.allowed).toBe(way.why === null);
          if (!way.allowed) expect(way.href).toBeNull();
          else expect(from.some(({ safeToCall, safeToText }) => (link === "tel" ? safeToCall : safeToText))).toBe(true);
          if (way.href !== null) expect(way.href).toMatch(new RegExp(`^${link}:\\+?[0-9]{3,15}$`));
        }
        if (one.voicemail) expect(one.call.allowed && !one.cautions.includes("no_voicemail")).toBe(true);
      }
    }),
  );
});
