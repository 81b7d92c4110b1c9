import { expect, test } from "vitest";
import { codeAsShown, codeOf, codeOfPicture, present } from "../../src/field/phone/enrolment";
import { forgetPlace, type Memory, places, rememberPlace } from "../../src/field/phone/places";
import { NoAnswer, type Reply, type Transport } from "../../src/sync/transport";
import { signInOnline } from "../../src/field/phone/sign-in-online";

const told = { device: "d", code: "KFTMRWQZ", kind: "phone", publicKey: new Uint8Array(65) } as const;
const way = (status: number, body: unknown = null): Transport => ({ post: async () => ({ status, body, retryAfter: null, date: null }) satisfies Reply });

function memory(): Memory {
  const kept = new Map<string, string>();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value), removeItem: (key) => void kept.delete(key) };
}

test("a code is read however it was typed, and nothing else is one", () => {
  expect([codeOf("kftm-rwqz"), codeOf(" KFTM RWQZ "), codeOf("KFTMRWQ"), codeOf("KFTMRWQ1"), codeOf("KFTMRWQO")]).toEqual(["KFTMRWQZ", "KFTMRWQZ", null, null, null]);
  expect([codeAsShown("kftm"), codeAsShown("kftmr"), codeAsShown("kftm-rwqz9x")]).toEqual(["KFTM", "KFTM-R", "KFTM-RWQZ"]);
  expect(codeOfPicture("https://cw.example/device#KFTM-RWQZ")).toBe("KFTMRWQZ");
  expect(codeOfPicture("https://elsewhere.example/")).toBeNull();
});

test("what the server says to a code", async () => {
  const view = { organisation_id: "o", staff_id: "s", organisation: "Harbour House", display_name: "Ana" };
  expect(await present(way(201, view), told)).toEqual({ kind: "enrolled", org: "o", staff: "s", organisation: "Harbour House", name: "Ana" });
  expect((await present(way(200, view), told)).kind).toBe("enrolled");
  expect((await present(way(401), told)).kind).toBe("code_wrong");
  expect((await present(way(429), told)).kind).toBe("too_many");
  expect((await present(way(503), told)).kind).toBe("no_answer");
  // A portal's page, and no network.
  expect((await present(way(200, null), told)).kind).toBe("no_answer");
  expect((await present({ post: () => Promise.reject(new NoAnswer()) }, told)).kind).toBe("no_answer");
});

test("who is enrolled is remembered, the last one first, and survives nonsense", () => {
  const kept = memory();
  const [one, other] = [{ org: "o", staff: "1" }, { org: "o", staff: "2" }];
  rememberPlace(kept, one);
  rememberPlace(kept, other);
  rememberPlace(kept, one);
  expect(places(kept)).toEqual([one, other]);
  forgetPlace(kept, one);
  expect(places(kept)).toEqual([other]);
  forgetPlace(kept, other);
  expect(kept.getItem("cw.places")).toBeNull();
  kept.setItem("cw.places", '{"not":"a list"');
  expect(places(kept)).toEqual([]);
});

test("only she herself may try passphrases again", async () => {
  const place = { org: "o", staff: "s" };
  const who = { email: "a@example.org", password: "p", code: "" };
  const asked: string[] = [];
  const me = (staff: string) => ((path: string, { method = "GET" }: RequestInit) => {
    asked.push(`${method} ${path}`);
    return Promise.resolve(new Response(JSON.stringify({ staff_id: staff, organisation_id: "o" })));
  }) as unknown as typeof fetch;
  const open = way(201, { access_token: "t" });
  expect(await signInOnline(open, place, who, me("s"))).toBe("herself");
  expect(asked).toEqual(["GET /api/v1/me", "DELETE /api/v1/sign-ins/current"]);
  expect(await signInOnline(open, place, who, me("another"))).toBe("somebody_else");
  expect(await signInOnline(way(401), place, who, me("s"))).toBe("refused");
  expect(await signInOnline(way(429), place, who, me("s"))).toBe("too_many");
  expect(await signInOnline(way(502), place, who, me("s"))).toBe("no_answer");
  expect(await signInOnline(way(201, {}), place, who, me("s"))).toBe("no_answer");
});
