import type { ComponentType } from "preact";
import type { MessageKey } from "../i18n";
import type { IconName } from "../ui";
import { MoreScreen } from "./screens/more";
import { RecoverScreen } from "./screens/recover";
import { WipeScreen } from "./screens/wipe";

/** A screen of the unlocked phone. */
export interface FieldRoute {
  /** Its address. It stands in the history, so that it names nobody and nothing (`/people`, never `/people/ana`). */
  path: string;
  screen: ComponentType;
  /** Its place at the lower edge, in the order of this table: first, it is what opens after unlocking. */
  nav?: { label: MessageKey; icon: IconName };
}

/** Every screen of the unlocked phone. A new one is a row here, with its word in the catalogues. */
export const ROUTES: readonly FieldRoute[] = [
  { path: "/more", screen: MoreScreen, nav: { label: "nav.more", icon: "more" } },
  { path: "/recover", screen: RecoverScreen },
  { path: "/wipe", screen: WipeScreen },
];
