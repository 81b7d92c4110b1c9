// Phones with one known defect each. Every one has to be caught by the histories.
import type { Desk } from "../../src/store/desk";
import { strictly } from "../../src/store/database";
import { keepPage, pageChanges } from "../../src/store/page";
import { STEPS, type Steps } from "../../src/sync/steps";

async function throwAway(desk: Desk, isGone: (op: Desk["contents"]["outbox"][number]) => boolean): Promise<void> {
  const gone = desk.contents.outbox.filter(isGone);
  await strictly(desk.db, ["outbox"], async (tx) => {
    for (const { seq } of gone) await tx.objectStore("outbox").delete(seq);
  });
  desk.contents.outbox = desk.contents.outbox.filter((op) => !isGone(op));
}

export const mutants: Record<string, Steps> = {
  "keeps the cursor before the rows": {
    ...STEPS,
    async takePage(desk, page, begun) {
      const changes = pageChanges(desk, page, begun);
      await STEPS.keepState(desk, { ...desk.contents.sync, cursor: page.cursor });
      await keepPage(desk, changes);
    },
  },
  "empties the outbox when it sends": {
    ...STEPS,
    async roundOf(...given) {
      const round = await STEPS.roundOf(...given);
      await throwAway(given[0], ({ seq }) => round.sent.some((sent) => sent.seq === seq));
      return round;
    },
  },
  "ignores removed scopes": {
    ...STEPS,
    takePage: (desk, page, begun) => STEPS.takePage(desk, { ...page, removed_scopes: [] }, begun),
  },
  "throws unsent work of a removed scope away": {
    ...STEPS,
    async takePage(desk, page, begun) {
      const removed = new Set<unknown>(page.removed_scopes);
      await throwAway(desk, ({ op }) => removed.has(op.set["enrolment_id"]) || removed.has(op.entity_id));
      await STEPS.takePage(desk, page, begun);
    },
  },
  "drops what is acknowledged instead of keeping it for a restore": {
    ...STEPS,
    async acknowledge(desk, sent, results, of) {
      const taken = await STEPS.acknowledge(desk, sent, results, of);
      await strictly(desk.db, ["acked"], (tx) => tx.objectStore("acked").clear());
      desk.contents.acked = new Map();
      return taken;
    },
  },
  "does not hear acknowledgements": {
    ...STEPS,
    acknowledge: async () => ({ moved: 1, stopped: false }),
  },
  "never puts the shadow in the place of the rows": {
    ...STEPS,
    async takePage(desk, page, begun) {
      const changes = pageChanges(desk, page, begun);
      if (changes.swaps) Object.assign(changes, { swaps: false, rows: desk.contents.rows });
      await keepPage(desk, changes);
    },
  },
  "sends nothing again after a restore": {
    ...STEPS,
    beginAgain: (desk, history) => STEPS.keepState(desk, { ...desk.contents.sync, cursor: null, history }),
  },
  "throws away what the server cannot read": {
    ...STEPS,
    async acknowledge(desk, sent, results, of) {
      const taken = await STEPS.acknowledge(desk, sent, results, of);
      await throwAway(desk, ({ unreadable }) => unreadable !== null);
      return taken;
    },
  },
  "forgets what it holds where it is asked anew": {
    ...STEPS,
    async roundOf(...given) {
      const round = await STEPS.roundOf(...given);
      return { ...round, begun: false };
    },
  },
};
