import { useMemo, useState } from "preact/hooks";
import { t } from "../../../i18n";
import { knownBase } from "../../../store/save";
import { Button, Segmented, toast } from "../../../ui";
import { phone } from "../../around";
import { buildPersonCorrection } from "../../model/build/people";
import type { PersonPage } from "../../model/views/person";
import { useDirty } from "../../phone/dirty";
import { desktop } from "../log/desk";
import { NotSaved } from "../log/saved";
import { type GenderAnswer, genderChoices, genderFields } from "./gender";

/** What is still to be asked of somebody who was taken in with the minimum: here, or at a desk. */
export function FinishRecord({ page: { missing, person } }: { page: PersonPage }) {
  if (missing.length === 0) return null;
  const atDesk = missing.filter((one) => one !== "gender");
  return (
    <section class="section-tight">
      <h2>{t("person.finish")}</h2>
      {missing.includes("gender") && <AskGender personId={person.id} />}
      {atDesk.length > 0 && (
        <div>
          <p class="muted">{t("person.finish_desk")}</p>
          <ul class="bullets">
            {atDesk.map((one) => (
              <li key={one}>{t(`person.missing_${one}`)}</li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

function AskGender({ personId }: { personId: string }) {
  // As the record was when the form opened: what others changed since is not overwritten unseen.
  const base = useMemo(() => knownBase(phone.desk().contents, "person", personId), []);
  const [answer, setAnswer] = useState<GenderAnswer | null>(null);
  const [state, setState] = useState<"open" | "busy" | "failed">("open");
  useDirty(answer !== null);

  async function save(): Promise<void> {
    if (answer === null || state === "busy") return;
    const built = buildPersonCorrection(personId, genderFields(answer), base, desktop());
    if (!built.ok) return;
    setState("busy");
    try {
      await phone.saveAll(built.works);
    } catch {
      setState("failed");
      return;
    }
    toast(t("log.saved"));
  }

  return (
    <div class="stack-tight two-up">
      <Segmented<GenderAnswer> label={t("person.missing_gender")} choices={genderChoices()} value={answer} onChoose={setAnswer} />
      {state === "failed" && <NotSaved />}
      {answer !== null && (
        <Button wide busy={state === "busy"} onClick={() => void save()}>
          {t("log.save")}
        </Button>
      )}
    </div>
  );
}
