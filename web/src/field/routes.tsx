import type { ReadonlySignal } from "@preact/signals";
import type { ComponentType } from "preact";
import type { MessageKey } from "../i18n";
import type { IconName } from "../ui";
import { ConsentScreen } from "./screens/day/consent";
import { NewPersonScreen } from "./screens/day/new-person";
import { PeopleScreen } from "./screens/day/people";
import { PersonScreen } from "./screens/day/person";
import { TodayScreen } from "./screens/day/today";
import { InboxScreen } from "./screens/inbox/inbox";
import { waiting } from "./screens/inbox/mail";
import { MendScreen } from "./screens/inbox/mend";
import { AttemptScreen } from "./screens/log/attempt";
import { CorrectScreen } from "./screens/log/correct";
import { LogScreen } from "./screens/log/log";
import { MarksScreen } from "./screens/log/marks";
import { NoteScreen } from "./screens/log/note";
import { OutingScreen } from "./screens/log/outing";
import { PlanScreen } from "./screens/log/plan";
import { RollScreen } from "./screens/log/roll";
import { LogSessionScreen } from "./screens/log/session";
import { SlipsScreen } from "./screens/log/slips";
import { MoreScreen } from "./screens/more";
import { RecoverScreen } from "./screens/recover";
import { TurnScreen } from "./screens/together/turn";
import { WipeScreen } from "./screens/wipe";

/** A screen of the unlocked phone. */
export interface FieldRoute {
  /** Its address. It stands in the history, so that it names nobody and nothing (`/people`, never `/people/ana`). */
  path: string;
  screen: ComponentType;
  /** Its place at the lower edge, in the order of this table: first, it is what opens after unlocking. */
  nav?: {
    label: MessageKey;
    icon: IconName;
    /** How much there needs her. */
    count?: ReadonlySignal<number>;
  };
}

/** Every screen of the unlocked phone. A new one is a row here, with its word in the catalogues. */
export const ROUTES: readonly FieldRoute[] = [
  { path: "/today", screen: TodayScreen, nav: { label: "nav.today", icon: "today" } },
  { path: "/people", screen: PeopleScreen, nav: { label: "nav.people", icon: "people" } },
  { path: "/people/new", screen: NewPersonScreen },
  { path: "/person", screen: PersonScreen },
  { path: "/person/consent", screen: ConsentScreen },
  { path: "/log", screen: LogScreen, nav: { label: "nav.log", icon: "log" } },
  { path: "/log/session", screen: LogSessionScreen },
  { path: "/log/correct", screen: CorrectScreen },
  { path: "/log/roll", screen: RollScreen },
  { path: "/log/marks", screen: MarksScreen },
  { path: "/log/attempt", screen: AttemptScreen },
  { path: "/log/note", screen: NoteScreen },
  { path: "/log/plan", screen: PlanScreen },
  { path: "/log/slips", screen: SlipsScreen },
  { path: "/outing", screen: OutingScreen },
  { path: "/inbox", screen: InboxScreen, nav: { label: "nav.inbox", icon: "inbox", count: waiting } },
  { path: "/inbox/mend", screen: MendScreen },
  { path: "/together", screen: TurnScreen },
  { path: "/more", screen: MoreScreen, nav: { label: "nav.more", icon: "more" } },
  { path: "/recover", screen: RecoverScreen },
  { path: "/wipe", screen: WipeScreen },
];
