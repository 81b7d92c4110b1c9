import { render } from "preact";
import { rememberedLanguage, tellWorker, speak } from "../i18n";
import "../ui/style.css";
import "./field.css";
import { startTheme } from "../ui/theme";
import { App } from "./app";
import { phone } from "./around";
import { watchCover, watchLeaveKey } from "./leave";
import { LockTimer } from "./phone/lock-timer";
import { watchInstall } from "./install";
import { watchVersions } from "./update";

startTheme();
watchCover(window);
watchLeaveKey(window);
watchInstall(window);
new LockTimer(phone.around.world.clock, () => void phone.lock()).watch(window);
window.addEventListener("online", () => phone.sync("online"));
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) phone.sync("visible");
});
void begin();

async function begin(): Promise<void> {
  const language = rememberedLanguage();
  // Without a network only the catalogue that was kept is there: whichever it is, better than none.
  await speak(language).catch(() => speak("en"));
  const place = document.getElementById("app");
  if (place !== null) render(<App />, place);
  await phone.start();
  await tellWorker(language);
  await watchVersions();
}
