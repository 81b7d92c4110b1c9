import type { Bytes } from "../platform/bytes";
import { newBoxKeys } from "../vault/box";
import { newSigningKeys } from "../vault/device-key";
import type { DataKey } from "../vault/seal";
import type { Vault } from "../vault/slots";
import { newVault } from "../vault/vault";
import { readContents } from "./contents";
import { type Database, type DeviceRecord, metaIn, putMeta, strictly } from "./database";
import type { Desk, World } from "./desk";

/** What enrolling a device needs. */
export interface Enrolment {
  /** A new UUID of version 7 for the device. */
  device: string;
  /** What she chose, in the presence of her supervisor. */
  passphrase: string;
  /** The organisation's rescue key (raw P-256), where it has one. */
  rescueKey?: Bytes;
  /** Rounds of PBKDF2; 600,000 unless it was calibrated, or a test says fewer. */
  rounds?: number;
}

/** The keys of a device, made and not kept yet. */
export interface Made {
  vault: Vault;
  key: DataKey;
  device: DeviceRecord;
  /** What `enrolDevice` is told. */
  publicKey: Bytes;
}

/** Makes the keys of a device. Nothing is on the disk: a code that is refused changes nothing here. Throws `TooShort`. */
export async function makeKeys(world: World, told: Enrolment): Promise<Made> {
  const { vault, key } = await newVault(told.passphrase, world.random, told.rounds);
  const [signing, slipKeys] = [await newSigningKeys(), await newBoxKeys()];
  const device: DeviceRecord = {
    id: told.device,
    signing: await key.sealBytes("device-key", told.device, signing.privateKey),
    slipPublic: slipKeys.publicKey,
    slipPrivate: await key.sealBytes("slip-key", told.device, slipKeys.privateKey),
  };
  if (told.rescueKey !== undefined) device.rescueKey = told.rescueKey;
  return { vault, key, device, publicKey: signing.publicKey };
}

/**
 * Keeps the keys of a device that was enrolled. Where it was enrolled before (a forgotten passphrase), the rows go, since they
 * come again; what was not sent stays as it is, sealed with the old key and to the rescue key, beside the old vault: with the old
 * passphrase it opens again (`recover`).
 */
export async function keepMade(db: Database, world: World, { vault, key, device }: Made): Promise<Desk> {
  await keepKeys(db, vault, device);
  return deskOf(db, world, key, device);
}

/** Makes the keys of a device and keeps them at once. Gives the public key for `enrolDevice`. */
export async function enrol(db: Database, world: World, told: Enrolment): Promise<{ desk: Desk; publicKey: Bytes }> {
  const made = await makeKeys(world, told);
  return { desk: await keepMade(db, world, made), publicKey: made.publicKey };
}

async function keepKeys(db: Database, vault: Vault, device: DeviceRecord): Promise<void> {
  await strictly(db, ["meta", "rows", "shadow", "words"], async (tx) => {
    const [before, beforeDevice] = [await metaIn(tx, "vault"), await metaIn(tx, "device")];
    if (before !== undefined && beforeDevice !== undefined) {
      const retired = (await metaIn(tx, "retired")) ?? [];
      await putMeta(tx, "retired", [...retired, { vault: before, device: beforeDevice }]);
      await tx.objectStore("rows").clear();
      await tx.objectStore("shadow").clear();
      await tx.objectStore("words").clear();
      await tx.objectStore("meta").delete("sync");
    }
    await putMeta(tx, "vault", vault);
    await putMeta(tx, "device", device);
    await putMeta(tx, "tries", 0);
  });
}

/** An unlocked phone, with everything on it in memory. */
export async function deskOf(db: Database, world: World, key: DataKey, device: DeviceRecord): Promise<Desk> {
  const signing = await key.openBytes("device-key", device.id, device.signing);
  const privateKey = await key.openBytes("slip-key", device.id, device.slipPrivate);
  const slipKeys = { publicKey: device.slipPublic, privateKey };
  return { world, db, key, device, signing, slipKeys, contents: await readContents(db, key) };
}
