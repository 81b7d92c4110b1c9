import { acknowledge } from "../store/acks";
import { beginAgain } from "../store/again";
import { dropScopes, keepState, takePage } from "../store/page";
import { roundOf } from "./request";

/** What the engine does to the store. Given by itself, so that a test can put a defect in one step and see it caught. */
export interface Steps {
  roundOf: typeof roundOf;
  acknowledge: typeof acknowledge;
  takePage: typeof takePage;
  beginAgain: typeof beginAgain;
  dropScopes: typeof dropScopes;
  keepState: typeof keepState;
}

/** As they are. */
export const STEPS: Steps = { roundOf, acknowledge, takePage, beginAgain, dropScopes, keepState };
