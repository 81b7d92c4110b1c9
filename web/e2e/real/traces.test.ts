// After a day's work nothing on the locked phone's disk tells whom she works with, what she wrote, or what this house does.
import { expect, test } from "vitest";
import { TELLTALE } from "../../build/quiet";
import { App, PASSPHRASE, say } from "./app";
import type { Handset } from "./handset";
import { everything, lyingOpen, wordsBegun } from "./profile";
import { enrolled } from "./scene";

/** What the browser itself brings and keeps for itself, whatever page is shown. */
const BROWSERS_OWN = /^(?:component_crx_cache|extensions_crx_cache|Safe Browsing|ZxcvbnData|hyphen-data|Subresource Filter|OnDeviceHeadSuggestModel|GraphiteDawnCache|GrShaderCache|ShaderCache)\//;

test("a day's work leaves no trace in the profile of the locked phone, killed or closed", async () => {
  const { app, handset, network, page, worker, names, supervisor, end } = await enrolled();
  try {
    await page.evaluate(() => navigator.serviceWorker.ready);
    // The first visit is not under the worker yet.
    await app.open("/log");
    await app.unlock();
    const [first = "", second = ""] = names;
    await app.logSession(first, "CANARYSENT was here");
    await app.untilUnsent(0);
    await network.down();
    await app.logSession(second, "CANARYUNSENT كناري Kanaríeñ");
    await app.untilUnsent(1);
    await app.lock();
    await app.slip("CANARYSLIP at the door");
    await app.unlock();
    await app.beginSession(first, "CANARYDRAFT half a sen");
    await page.getByRole("radio", { name: say("log.attendance_late"), exact: true }).check({ force: true });
    // Longer than it takes to keep a draft.
    await page.waitForTimeout(1_500);
    // It locks with the form open, and the battery ends.
    await app.open("/more");
    await page.getByRole("heading", { name: say("unlock.title") }).waitFor();
    await handset.kill();
    const killed = everything(handset.profile);
    const again = new App(await handset.start(), network.origin);
    await again.open("/log");
    await again.unlock();
    // It was kept, and lies there.
    await again.page.getByText(say("log.not_finished").replace("{what}", say("log.session"))).waitFor();
    await again.untilUnsent(1);
    await again.lock();
    await handset.close();
    const closed = everything(handset.profile);

    const people = (await supervisor.all<{ id: string; public_code: string; name: string | null }>("/people?with_names=true")).filter(({ id }) => worker.enrolments.some(({ person_id }) => person_id === id));
    const secrets = [
      "CANARYSENT", "CANARYUNSENT", "CANARYSLIP", "CANARYDRAFT", "Kanaríeñ", "كناري", PASSPHRASE,
      // A name of four letters stands in any noise.
      ...people.flatMap(({ id, public_code: code, name }) => [id, code, ...(name === null || name.length < 5 ? [] : [name])]),
      ...worker.enrolments.map(({ id }) => id),
      worker.name,
      // A token, and the words of the screens behind the passphrase.
      "eyJhbGciOi", say("log.kind_family_meeting"), say("log.attendance_absent_unexcused"),
    ];
    for (const [how, all] of [["killed", killed], ["closed", closed]] as const) {
      const ours = all.filter(({ name }) => !BROWSERS_OWN.test(name));
      expect(ours.length, how).toBeGreaterThan(20);
      expect(lyingOpen(ours, secrets), how).toEqual([]);
      expect(wordsBegun(ours, TELLTALE), how).toEqual([]);
    }
    await proveSearch(handset, network.origin);
  } finally {
    await end();
  }
});

/** Whatever lies open is found, wherever a page can put it. */
async function proveSearch(handset: Handset, origin: string): Promise<void> {
  const { page } = new App(await handset.start(), origin);
  await page.goto(`${origin}/numbers`);
  await page.evaluate(async (word) => {
    localStorage.setItem("control", `CONTROLMEMORY كنار ${word}`);
    await (await caches.open("control")).put("/control", new Response(`CONTROLCACHE ${word}`));
    const opened = indexedDB.open("control", 1);
    await new Promise((resolve) => {
      opened.onupgradeneeded = () => opened.result.createObjectStore("all").put({ text: `CONTROLSTORE ${word}` }, 1);
      opened.onsuccess = resolve;
    });
  }, TELLTALE[0] ?? "");
  await page.waitForTimeout(1_000);
  await handset.close();
  const all = everything(handset.profile);
  for (const word of ["CONTROLMEMORY", "CONTROLSTORE", "CONTROLCACHE", "كنار", "cw:"]) expect(lyingOpen(all, [word]), word).not.toEqual([]);
  expect(wordsBegun(all, TELLTALE).length).toBeGreaterThanOrEqual(3);
}
