import { addWords, insideVersion, language } from "../i18n";
import { deviceClock } from "../platform/clock";
import { tabLock } from "../platform/lock";
import { deviceRandom } from "../platform/random";
import { fetchTransport } from "../sync/fetch-transport";
import { isPromised } from "./phone/keeping";
import { type Around, Phone } from "./phone/phone";
import { browserTimers } from "./phone/sync-loop";
import { browserTabs } from "./phone/tabs";

/** As it calls itself to the server; at most 40 characters. */
export const APP_NAME = "field 0.1.0";

const around: Around = {
  world: { clock: deviceClock, random: deviceRandom },
  transport: fetchTransport(location.origin, (...asked) => fetch(...asked)),
  lock: tabLock,
  app: { name: APP_NAME, persisted: isPromised },
  memory: localStorage,
  timers: browserTimers,
  tabs: browserTabs(),
  speech: { language, version: insideVersion, add: addWords },
};

/** This phone: what screens read and save through. */
export const phone = new Phone(around);
