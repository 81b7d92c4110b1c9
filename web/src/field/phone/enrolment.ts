import { base64url, type Bytes } from "../../platform/bytes";
import { NoAnswer, type Transport } from "../../sync/transport";

/** Where a device is enrolled (openapi.json, `enrolDevice`). */
const DEVICES_PATH = "/api/v1/devices";
/** Letters of a code: no I and no O, which are read as digits (`src/accounts/model/device.rs`). */
const CODE_LETTERS = /^[A-HJ-NP-Z]{8}$/;

/** What a device is (code list `device_kind`). */
export type DeviceKind = "phone" | "tablet" | "computer";

/** What became of a code. */
export type Presented =
  | { kind: "enrolled"; org: string; staff: string; organisation: string; name: string }
  /** Wrong, used, ended: the server says no more. */
  | { kind: "code_wrong" }
  /** Nobody knows whether it arrived: the same again, with the same key, is safe. */
  | { kind: "no_answer" }
  /** Too many tries from here. */
  | { kind: "too_many" };

/** The eight letters, however they were typed; null: they are none. */
export function codeOf(typed: string): string | null {
  const letters = typed.replace(/[\s-]/g, "").toUpperCase();
  return CODE_LETTERS.test(letters) ? letters : null;
}

/** The code of a scanned link (`…/device#KFTMRWQZ`), or of the letters alone; null: it is something else. */
export function codeOfPicture(content: string): string | null {
  const after = content.includes("#") ? content.slice(content.indexOf("#") + 1) : content;
  return codeOf(after);
}

/** As four and four letters, the way a supervisor's screen shows them. */
export function codeAsShown(typed: string): string {
  const letters = typed.replace(/[^a-z]/gi, "").toUpperCase().slice(0, 8);
  return letters.length > 4 ? `${letters.slice(0, 4)}-${letters.slice(4)}` : letters;
}

/** Presents a code with the device's public key. Sent again with the same key it is answered as before. */
export async function present(
  transport: Transport,
  told: { device: string; code: string; kind: DeviceKind; publicKey: Bytes },
): Promise<Presented> {
  const body = {
    id: told.device,
    code: told.code,
    kind: told.kind,
    key_algorithm: "p256",
    public_key: base64url(told.publicKey),
  };
  try {
    const { status, body: answer } = await transport.post(DEVICES_PATH, body, null);
    if (status === 200 || status === 201) return enrolled(answer);
    if (status === 429) return { kind: "too_many" };
    return status === 401 || status === 422 ? { kind: "code_wrong" } : { kind: "no_answer" };
  } catch (error) {
    if (error instanceof NoAnswer) return { kind: "no_answer" };
    throw error;
  }
}

function enrolled(answer: unknown): Presented {
  const view = (answer ?? {}) as Record<string, unknown>;
  const { organisation_id: org, staff_id: staff, organisation, display_name: name } = view;
  // A portal in between answers 200 to anything.
  if (typeof org !== "string" || typeof staff !== "string") return { kind: "no_answer" };
  return { kind: "enrolled", org, staff, organisation: String(organisation ?? ""), name: String(name ?? "") };
}
