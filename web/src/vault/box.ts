import { type Bytes, joined, utf8 } from "../platform/bytes";
import type { Random } from "../platform/random";
import { IV_BYTES, NotOurs } from "./seal";

/** What a box is for: it opens for nothing else. */
export type BoxPurpose = "slip" | "rescue";

/** The first byte of a box: its form. */
const BOX_FORM = 1;
/** Bytes of a public key on P-256 as `raw`: the uncompressed point. */
export const POINT_BYTES = 65;
const CURVE = { name: "ECDH", namedCurve: "P-256" } as const;

/** A pair of keys on P-256: whoever has the public half (raw, 65 bytes) can seal, the private one (PKCS #8) opens. */
export interface BoxKeys {
  publicKey: Bytes;
  privateKey: Bytes;
}

/** A new pair. */
export async function newBoxKeys(): Promise<BoxKeys> {
  const pair = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  return {
    publicKey: new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)),
    privateKey: new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey)),
  };
}

/** Is this a public key that can be sealed to? */
export async function isPoint(bytes: Bytes): Promise<boolean> {
  try {
    await crypto.subtle.importKey("raw", bytes, CURVE, false, []);
    return bytes.length === POINT_BYTES;
  } catch {
    return false;
  }
}

/**
 * Seals to a public key: a pair for this box alone, ECDH, HKDF-SHA-256 (RFC 5869) over both public keys, AES-GCM. `id` and
 * `purpose` are bound to it. Form: `1 | ephemeral public key (65) | iv (12) | ciphertext`.
 */
export async function sealTo(publicKey: Bytes, purpose: BoxPurpose, id: string, plain: Bytes, random: Random): Promise<Bytes> {
  const pair = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  const ephemeral = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const recipient = await crypto.subtle.importKey("raw", publicKey, CURVE, false, []);
  const key = await boxKey(pair.privateKey, recipient, joined(ephemeral, publicKey), purpose, "encrypt");
  const iv = random.bytes(IV_BYTES);
  const additionalData = utf8(`${purpose}|${id}|${BOX_FORM}`);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, plain);
  return joined(Uint8Array.of(BOX_FORM), ephemeral, iv, new Uint8Array(sealed));
}

/** Opens a box with the keys it was sealed to; throws `NotOurs`. */
export async function openBox(keys: BoxKeys, purpose: BoxPurpose, id: string, box: Uint8Array): Promise<Bytes> {
  const ephemeral = box.slice(1, 1 + POINT_BYTES) as Bytes;
  const iv = box.slice(1 + POINT_BYTES, 1 + POINT_BYTES + IV_BYTES) as Bytes;
  const body = box.slice(1 + POINT_BYTES + IV_BYTES) as Bytes;
  try {
    const own = await crypto.subtle.importKey("pkcs8", keys.privateKey, CURVE, false, ["deriveBits"]);
    const other = await crypto.subtle.importKey("raw", ephemeral, CURVE, false, []);
    const key = await boxKey(own, other, joined(ephemeral, keys.publicKey), purpose, "decrypt");
    const additionalData = utf8(`${purpose}|${id}|${box[0] ?? 0}`);
    return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData }, key, body));
  } catch {
    throw new NotOurs();
  }
}

async function boxKey(own: CryptoKey, other: CryptoKey, salt: Bytes, purpose: BoxPurpose, use: "encrypt" | "decrypt") {
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: other }, own, 256);
  const base = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const params = { name: "HKDF", hash: "SHA-256", salt, info: utf8(`causeway ${purpose} ${BOX_FORM}`) };
  return crypto.subtle.deriveKey(params, base, { name: "AES-GCM", length: 256 }, false, [use]);
}
