import { NoAnswer, type Transport } from "../../sync/transport";
import type { Place } from "./places";

/** Where somebody with an e-mail address signs in (openapi.json, `signIn`), asks who she is, and signs out. */
const [SIGN_INS_PATH, ME_PATH, CURRENT_PATH] = ["/api/v1/sign-ins", "/api/v1/me", "/api/v1/sign-ins/current"];

/** What came of it. */
export type SignedIn = "herself" | "refused" | "somebody_else" | "too_many" | "no_answer";

/** Asks whether it is her who holds the phone. The sign-in is ended at once: the phone has its own. */
export async function signInOnline(
  transport: Transport,
  place: Place,
  told: { email: string; password: string; code: string },
  fetcher: typeof fetch = fetch,
): Promise<SignedIn> {
  const body = { email: told.email, password: told.password, organisation_id: place.org, ...(told.code === "" ? {} : { code: told.code }) };
  try {
    const { status, body: answer } = await transport.post(SIGN_INS_PATH, body, null);
    if (status === 429) return "too_many";
    if (status !== 201) return status >= 500 ? "no_answer" : "refused";
    const token = (answer as { access_token?: unknown } | null)?.access_token;
    if (typeof token !== "string") return "no_answer";
    return await whose(token, place, fetcher);
  } catch (error) {
    if (error instanceof NoAnswer) return "no_answer";
    throw error;
  }
}

/** Whose the sign-in is: the token itself does not say. */
async function whose(token: string, place: Place, fetcher: typeof fetch): Promise<SignedIn> {
  const asked = { headers: { authorization: `Bearer ${token}` }, credentials: "omit", cache: "no-store", redirect: "error" } as const;
  try {
    const me = (await (await fetcher(ME_PATH, asked)).json()) as { staff_id?: unknown; organisation_id?: unknown };
    if (typeof me.staff_id !== "string") return "no_answer";
    return me.staff_id === place.staff && me.organisation_id === place.org ? "herself" : "somebody_else";
  } catch {
    return "no_answer";
  } finally {
    // Nobody waits for it; where it fails the sign-in ends by itself.
    void fetcher(CURRENT_PATH, { ...asked, method: "DELETE" }).catch(() => undefined);
  }
}
