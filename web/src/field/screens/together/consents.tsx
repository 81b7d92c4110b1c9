import { useState } from "preact/hooks";
import { dateOf, t } from "../../../i18n";
import { Banner, Button, Dialog } from "../../../ui";
import { phone } from "../../around";
import { buildConsent, withdrawal } from "../../model/build/consent";
import type { Decision } from "../../model/consent";
import { dayAt } from "../../model/time";
import { book, desktop, now, zone } from "../log/desk";
import { consentWord, standingWord } from "./words";

/** What she agreed to and what not; what she agreed to she takes back with two taps and no reason. */
export function ConsentSection({ id, language, decisions }: { id: string; language: string | null; decisions: Decision[] }) {
  const [asked, setAsked] = useState<Decision | null>(null);
  const [state, setState] = useState<"open" | "busy" | "failed" | "done">("open");

  async function takeBack({ kind }: Decision): Promise<void> {
    if (state === "busy") return;
    setState("busy");
    const minor = book.value?.people.get(id)?.person.minor ?? true;
    const built = buildConsent(withdrawal(desktop(), { id, language }, kind), desktop(), minor);
    const isSaved = built.ok && (await phone.saveAll(built.works).then(() => true, () => false));
    setState(isSaved ? "done" : "failed");
    if (isSaved) setAsked(null);
  }

  return (
    <section class="section">
      <h2>{t("together.consents")}</h2>
      {state === "done" && <Banner tone="good" title={t("together.taken_back")} live />}
      {decisions.length === 0 && <p class="muted">{t("together.no_consents")}</p>}
      <ul class="consents">
        {decisions.map((one) => (
          <li key={one.id}>
            <DecisionRow decision={one} onTakeBack={() => setAsked(one)} />
          </li>
        ))}
      </ul>
      <Dialog title={t("together.take_back_title")} open={asked !== null} onClose={() => setAsked(null)} closeLabel={t("back")}>
        {asked !== null && <p class="asked-for">{consentWord(asked.kind)}</p>}
        <p>{t("together.take_back_what")}</p>
        {state === "failed" && <Banner tone="critical" title={t("log.not_saved")} live />}
        <Button weight="danger" wide busy={state === "busy"} onClick={() => asked !== null && void takeBack(asked)}>
          {t("together.take_back_yes")}
        </Button>
      </Dialog>
    </section>
  );
}

function DecisionRow({ decision, onTakeBack }: { decision: Decision; onTakeBack: () => void }) {
  const { kind, status, giver, at, expiresOn } = decision;
  const holds = status === "given" && (expiresOn === null || expiresOn >= dayAt(zone, now()));
  const isHers = giver === null || giver === "young_person";
  const standing = status === "given" && !holds ? "expired" : status;
  return (
    <>
      <p class="asked-for">{consentWord(kind)}</p>
      <p class="muted">{t("together.decided", { what: standingWord(standing, isHers), day: dateOf(dayAt(zone, at)) })}</p>
      {holds && expiresOn !== null && <p class="muted">{t("together.until", { day: dateOf(expiresOn) })}</p>}
      {holds && (isHers ? <Button onClick={onTakeBack}>{t("together.take_back")}</Button> : <p class="muted small">{t("together.by_others")}</p>)}
    </>
  );
}
