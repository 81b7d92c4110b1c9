import type { Json } from "../api/protocol";
import { type Bytes, joined, text, utf8 } from "../platform/bytes";
import type { Random } from "../platform/random";

/** The form of what is sealed; its number is the first byte of each record. */
export const SEALED_FORM = 1;
/** Bytes of an initialisation vector of AES-GCM (NIST SP 800-38D: 96 bits). */
export const IV_BYTES = 12;

/** What a record is, wherever it lies: rows and their shadow are one kind, operations to be sent and sent ones another. */
export type SealedKind = "row" | "op" | "mark" | "result" | "held" | "meta" | "device-key" | "slip-key" | "draft" | "words";

/** A sealed record cannot be opened: it is another's, or damaged. */
export class NotOurs extends Error {
  constructor() {
    super("a sealed record cannot be opened with this key");
  }
}

/**
 * The key all data of one colleague on this phone is sealed with: 256 bits, AES-GCM. It is in memory only; a CryptoKey that
 * is put into IndexedDB lies on the disk as its bytes, "non-extractable" or not (reference/sync.md §2.10).
 */
export class DataKey {
  readonly #key: CryptoKey;
  readonly #random: Random;

  private constructor(
    /** Which vault it is of: told with each record, so that those of a forgotten passphrase are known. */
    readonly vault: string,
    key: CryptoKey,
    random: Random,
  ) {
    this.#key = key;
    this.#random = random;
  }

  /** Makes a key of its 32 bytes. Who passes them wipes them. */
  static async of(vault: string, raw: Bytes, random: Random): Promise<DataKey> {
    const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
    return new DataKey(vault, key, random);
  }

  /** Seals a value for one place: `kind` and `id` are bound to it, so that no record can be put in another's place. */
  async seal(kind: SealedKind, id: string, value: Json): Promise<Bytes> {
    return this.sealBytes(kind, id, utf8(JSON.stringify(value)));
  }

  /** The same for bytes: a wrapped private key. */
  async sealBytes(kind: SealedKind, id: string, plain: Bytes): Promise<Bytes> {
    const iv = this.#random.bytes(IV_BYTES);
    const additionalData = place(kind, id, SEALED_FORM);
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, this.#key, plain);
    return joined(Uint8Array.of(SEALED_FORM), iv, new Uint8Array(sealed));
  }

  /** Opens what was sealed for this place; throws `NotOurs`. */
  async open(kind: SealedKind, id: string, sealed: Uint8Array): Promise<Json> {
    return JSON.parse(text(await this.openBytes(kind, id, sealed))) as Json;
  }

  /** The same for bytes. */
  async openBytes(kind: SealedKind, id: string, sealed: Uint8Array): Promise<Bytes> {
    const form = sealed[0] ?? 0;
    const iv = sealed.slice(1, 1 + IV_BYTES) as Bytes;
    const additionalData = place(kind, id, form);
    try {
      const body = sealed.slice(1 + IV_BYTES) as Bytes;
      return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData }, this.#key, body));
    } catch {
      throw new NotOurs();
    }
  }
}

/** What is authenticated beside the content: `kind|id|form`. */
function place(kind: string, id: string, form: number): Bytes {
  return utf8(`${kind}|${id}|${form}`);
}
