import type { components } from "./schema";

type Schemas = components["schemas"];

/** Any JSON. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
/** Fields of a row or of an operation. */
export type Fields = { [name: string]: Json };

/** One operation as it is sent (openapi.json, `Operation`). */
export type Operation = Omit<Schemas["Operation"], "set"> & { set: Fields };
/** A row as the server has it now (`SyncRow`). */
export type Row = Omit<Schemas["SyncRow"], "d"> & { d: Fields };
/** A row that is to be dropped (`GoneRow`). */
export type GoneRow = Schemas["GoneRow"];
/** What became of one operation (`PushResult`). */
export type PushResult = Schemas["PushResult"];
/** The next page (`PullAnswer`). */
export type PullPage = Omit<Schemas["PullAnswer"], "rows"> & { rows: Row[] };
/** What is asked for (`PullRequest`). */
export type PullRequest = Schemas["PullRequest"];
/** What a phone did, and what it asks for (`SyncRequest`). */
export type SyncRequest = Omit<Schemas["SyncRequest"], "push"> & { push: { ops: Operation[] } };
/** What became of it, and the next page, or the code of why there is none (`SyncAnswer`). */
export type SyncAnswer = Omit<Schemas["SyncAnswer"], "pull"> & { pull: PullPage | { code: string } };
/** What a phone holds, scope by scope (`VerifyRequest`). */
export type VerifyRequest = Schemas["VerifyRequest"];
/** Which scopes come again, and which are to be dropped (`VerifyAnswer`). */
export type VerifyAnswer = Schemas["VerifyAnswer"];
/** What the server speaks, and what of the device (`SyncHello`). */
export type SyncHello = Schemas["SyncHello"];
/** What became of a file's lines (`PushAnswer`). */
export type PushAnswer = Schemas["PushAnswer"];
/** A token for a device (`DeviceTokenView`). */
export type DeviceToken = Schemas["DeviceTokenView"];
/** Counts of what lies on a phone (`DeviceReport`). */
export type DeviceReport = Schemas["DeviceReport"];

/** The form of requests and answers (`src/sync/http/mod.rs`). */
export const PROTOCOL = 1;
/** The form of an operation's fields (`src/sync/model/upcast.rs`). */
export const OPERATION_SCHEMA = 2;
/** Most operations of one request (`MOST_OPERATIONS`). */
export const MOST_OPERATIONS = 100;
