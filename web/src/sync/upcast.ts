import { type Fields, OPERATION_SCHEMA } from "../api/protocol";

type Step = (what: string, set: Fields) => Fields;

/** The step from form 1 first (`src/sync/model/upcast.rs`): phones did not say by which way a record came. */
const STEPS: Step[] = [
  (what, set) => {
    const says = ["session-create", "person-create", "group_session-create", "referral-create"];
    return says.includes(what) ? { recorded_via: "mobile_offline", ...set } : set;
  },
];

/**
 * The fields of an operation of form `from` in that of today, to be shown. What is sent stays in the form it was made in: the
 * server brings it there. `what`: as `session-create`.
 */
export function upcast(from: number, what: string, set: Fields): Fields {
  return STEPS.slice(from - 1, OPERATION_SCHEMA - 1).reduce((fields, step) => step(what, fields), set);
}
