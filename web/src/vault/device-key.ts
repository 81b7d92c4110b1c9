import { type Bytes, base64url, utf8 } from "../platform/bytes";
import type { Random } from "../platform/random";

const SIGNING = { name: "ECDSA", namedCurve: "P-256" } as const;

/** The pair a device signs with: the public half as `enrolDevice` takes it, the private one (PKCS #8) to be sealed. */
export interface SigningKeys {
  publicKey: Bytes;
  privateKey: Bytes;
}

/** A new pair. */
export async function newSigningKeys(): Promise<SigningKeys> {
  const pair = await crypto.subtle.generateKey(SIGNING, true, ["sign", "verify"]);
  return {
    publicKey: new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)),
    privateKey: new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey)),
  };
}

/** The body of `makeDeviceToken`: signed for this device, this moment and once (openapi.json, `DeviceTokenRequest`). */
export async function tokenRequest(privateKey: Bytes, device: string, at: Date, random: Random) {
  const nonce = base64url(random.bytes(24));
  const words = ["causeway device token 1", "POST /api/v1/device-tokens", device, String(at.getTime()), nonce].join("\n");
  const key = await crypto.subtle.importKey("pkcs8", privateKey, SIGNING, false, ["sign"]);
  const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, utf8(words));
  return { device_id: device, signed_at: at.toISOString(), nonce, signature: base64url(new Uint8Array(signature)) };
}
