import { expect, test } from "vitest";
import type { Bytes } from "../src/platform/bytes";
import { newBoxKeys, openBox, sealTo } from "../src/vault/box";
import { NotOurs } from "../src/vault/seal";
import { calibrated, FEWEST_ROUNDS } from "../src/vault/slots";
import { newVault, openVault, TooShort, withPassphrase } from "../src/vault/vault";
import { PASSPHRASE, ROUNDS, seeded } from "./server/house";

const random = seeded("vault");

test("both slots are there from the first enrolment, and nothing of size or shape tells them apart", async () => {
  const places = new Set<number>();
  for (let count = 0; count < 24; count += 1) {
    const { vault } = await newVault(PASSPHRASE, random, ROUNDS);
    const shapes = vault.slots.map(({ salt, iv, wrapped, ...rest }) => [salt.length, iv.length, wrapped.length, Object.keys(rest)]);
    expect(shapes[0]).toEqual([16, 12, 48, []]);
    expect(shapes[1]).toEqual(shapes[0]);
    // Bytes of both are spread alike: no noughts where nothing is.
    for (const { wrapped } of vault.slots) expect(new Set(wrapped).size).toBeGreaterThan(30);
    const alone = { ...vault, slots: [vault.slots[0], vault.slots[0]] as typeof vault.slots };
    places.add((await openVault(alone, PASSPHRASE, random)) === null ? 1 : 0);
  }
  expect(places).toEqual(new Set([0, 1]));
});

test("a new vault takes 600,000 rounds, and a fast machine more", async () => {
  const { vault, key } = await newVault(PASSPHRASE, random);
  expect(vault.rounds).toBe(FEWEST_ROUNDS);
  const sealed = await key.seal("op", "one", { note: "hers" });
  expect(await (await openVault(vault, ` ${PASSPHRASE} `, random))?.open("op", "one", sealed)).toEqual({ note: "hers" });
  let at = 0;
  expect(await calibrated(() => (at += 10))).toBe(7_000_000);
  expect(await calibrated(() => (at += 5_000))).toBe(FEWEST_ROUNDS);
});

test("another passphrase opens the same data, the old one does not, and the other slot stays as it was", async () => {
  const { vault, key } = await newVault(PASSPHRASE, random, ROUNDS);
  const sealed = await key.seal("row", "r1", { v: 1 });
  expect(await withPassphrase(vault, "some other words", "new words of hers", random)).toBeNull();
  const changed = await withPassphrase(vault, PASSPHRASE, "new words of hers", random);
  if (changed === null) throw new Error("it was right");
  expect(await openVault(changed, PASSPHRASE, random)).toBeNull();
  expect(await (await openVault(changed, "new words of hers", random))?.open("row", "r1", sealed)).toEqual({ v: 1 });
  expect(changed.slots.filter((slot, place) => slot === vault.slots[place])).toHaveLength(1);
  await expect(withPassphrase(vault, PASSPHRASE, "short", random)).rejects.toBeInstanceOf(TooShort);
});

test("a sealed record opens in its own place and nowhere else, and never twice with one iv", async () => {
  const { key } = await newVault(PASSPHRASE, random, ROUNDS);
  const [one, other] = [await key.seal("row", "a", "x"), await key.seal("row", "a", "x")];
  expect(one).not.toEqual(other);
  expect(await key.open("row", "a", one)).toBe("x");
  const turned = one.slice();
  turned[turned.length - 1] = (turned.at(-1) ?? 0) ^ 1;
  const form = one.slice();
  form[0] = 2;
  const wrong: [Parameters<typeof key.open>[0], string, Bytes][] = [["op", "a", one], ["row", "b", one], ["row", "a", turned], ["row", "a", form], ["row", "a", one.slice(0, 9)]];
  for (const [kind, id, sealed] of wrong) await expect(key.open(kind, id, sealed)).rejects.toBeInstanceOf(NotOurs);
});

test("a box opens with the private key, for its purpose and its id", async () => {
  const [keys, others] = [await newBoxKeys(), await newBoxKeys()];
  const plain = new TextEncoder().encode("she rang at nine") as Bytes;
  const box = await sealTo(keys.publicKey, "slip", "s1", plain, random);
  expect(await openBox(keys, "slip", "s1", box)).toEqual(plain);
  await expect(openBox(others, "slip", "s1", box)).rejects.toBeInstanceOf(NotOurs);
  await expect(openBox(keys, "rescue", "s1", box)).rejects.toBeInstanceOf(NotOurs);
  await expect(openBox(keys, "slip", "s2", box)).rejects.toBeInstanceOf(NotOurs);
});
