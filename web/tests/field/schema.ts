// A look at api-spec/openapi.json, enough of JSON Schema to hold what a phone sends against it.
import { readFileSync } from "node:fs";
import type { NewWork } from "../../src/store/save";

type Schema = { [name: string]: unknown };
const DOCUMENT = JSON.parse(readFileSync(new URL("../../../api-spec/openapi.json", import.meta.url), "utf8")) as {
  components: { schemas: { [name: string]: Schema } };
};

export function schemaOf(name: string): Schema {
  const schema = DOCUMENT.components.schemas[name];
  if (schema === undefined) throw new Error(`no schema ${name}`);
  return schema;
}

/** The codes of a list. */
export function codesOf(name: string): string[] {
  return schemaOf(name)["enum"] as string[];
}

/** Which request of the API an operation goes as, which fields stand in its address, and whether the row's id is in it. */
const REQUESTS: { [what: string]: { schema: string | null; address?: string; id: boolean } } = {
  "session-create": { schema: "LogSession", address: "enrolment_id", id: true },
  "contact_attempt-create": { schema: "RecordAttempt", address: "enrolment_id", id: true },
  "person-create": { schema: "CreatePerson", id: true },
  "person-patch": { schema: "UpdatePerson", id: false },
  "appointment-create": { schema: "PlanSession", address: "enrolment_id", id: true },
  "group_session-create": { schema: "CreateGroupSession", id: true },
  "walk_in-create": { schema: "AddWalkIn", address: "session_id", id: true },
  "referral-create": { schema: "ReceiveReferral", address: "person_id", id: true },
  "session-patch": { schema: "UpdateSession", id: false },
  "note-create": { schema: "UpdateSession", address: "session_id", id: false },
  "consent-create": { schema: "RecordConsent", address: "person_id", id: true },
  "task-dismiss": { schema: "DismissTask", id: false },
  "plan_action-done": { schema: "FinishAction", id: false },
  "goal_review-create": { schema: "ReviewPlan", address: "plan_id", id: true },
  "outing-create": { schema: "GoOut", id: true },
  "outing-back": { schema: null, id: false },
};

export const KNOWN_OPERATIONS = Object.keys(REQUESTS);

/** What is wrong with an operation, as the server would read it (`request`, `src/sync/flow/operations/mod.rs`). */
export function wrongWith(work: NewWork): string[] {
  const what = `${work.entity}-${work.kind}`;
  const request = REQUESTS[what];
  if (request === undefined) return [`${what}: nobody does it`];
  const body: { [name: string]: unknown } = structuredClone(work.set);
  const wrong: string[] = [];
  if (request.address !== undefined) {
    if (!isUuid(body[request.address])) wrong.push(`${what}/${request.address}: no id`);
    delete body[request.address];
  }
  if ("id" in body) wrong.push(`${what}/id: is the row's own`);
  if (request.id) body["id"] = work.entityId;
  if (what === "note-create") (body["note"] as Schema)["id"] = work.entityId;
  if (!isUuid(work.entityId)) wrong.push(`${what}: no id`);
  if (request.schema === null) return Object.keys(body).length === 0 ? wrong : [...wrong, `${what}: takes nothing`];
  return [...wrong, ...mismatches(schemaOf(request.schema), body, what)];
}

/** Where a value is not of a schema. */
export function mismatches(schema: Schema, value: unknown, at: string): string[] {
  const { $ref, oneOf, type, properties, required, additionalProperties, items } = schema;
  if (typeof $ref === "string") return mismatches(schemaOf($ref.split("/").at(-1) ?? ""), value, at);
  if (Array.isArray(oneOf)) {
    const tries = (oneOf as Schema[]).map((one) => mismatches(one, value, at));
    return tries.some((one) => one.length === 0) ? [] : (tries[0] ?? []);
  }
  const types = type === undefined ? [] : [type].flat();
  if (types.length > 0 && !types.some((one) => isType(one as string, value))) return [`${at}: is no ${types.join()}`];
  if (value === null) return [];
  const wrong: string[] = [];
  if (Array.isArray(schema["enum"]) && !schema["enum"].includes(value)) wrong.push(`${at}: no code`);
  if (typeof value === "string") wrong.push(...textMismatches(schema, value, at));
  if (Array.isArray(value) && items !== undefined) wrong.push(...value.flatMap((one, place) => mismatches(items as Schema, one, `${at}/${place}`)));
  if (typeof value !== "object" || Array.isArray(value)) return wrong;
  const known = (properties ?? {}) as { [name: string]: Schema };
  for (const name of (required ?? []) as string[]) if (!(name in value)) wrong.push(`${at}/${name}: missing`);
  for (const [name, one] of Object.entries(value)) {
    const of = known[name];
    if (of !== undefined) wrong.push(...mismatches(of, one, `${at}/${name}`));
    else if (additionalProperties === false) wrong.push(`${at}/${name}: unknown`);
  }
  return wrong;
}

function textMismatches({ format, pattern, maxLength, minLength }: Schema, value: string, at: string): string[] {
  const length = [...value].length;
  const holds = [
    format !== "uuid" || isUuid(value),
    format !== "date" || /^\d{4}-\d{2}-\d{2}$/.test(value),
    format !== "date-time" || /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(value),
    typeof pattern !== "string" || new RegExp(pattern).test(value),
    typeof maxLength !== "number" || length <= maxLength,
    typeof minLength !== "number" || length >= minLength,
  ];
  return holds.every(Boolean) ? [] : [`${at}: ${JSON.stringify(value).slice(0, 60)} is not as it has to be`];
}

function isType(type: string, value: unknown): boolean {
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
  return type === "integer" ? Number.isInteger(value) : typeof value === type;
}

function isUuid(value: unknown): boolean {
  return typeof value === "string" && /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(value);
}
