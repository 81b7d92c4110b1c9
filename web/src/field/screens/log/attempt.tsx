import { useState } from "preact/hooks";
import { t } from "../../../i18n";
import { Banner, Button, ButtonLink, Checkbox, ErrorSummary, Segmented, Select } from "../../../ui";
import type { Dossier } from "../../model/book";
import { type AttemptForm, blankAttempt, buildAttempt } from "../../model/build/deeds";
import { type Problem, resumeForm } from "../../model/build/form";
import { ATTEMPT_RESULTS, CONTACT_MODES } from "../../model/codes";
import { dayAt, hourAt } from "../../model/time";
import { enrolmentOn } from "../../model/views/log";
import { draftsAbout } from "../../phone/open-form";
import { AboutPerson, WhoLine } from "./about-person";
import { desktop, now, zone } from "./desk";
import { type OpenedForm, OpenForm, useKept } from "./open-form";
import { NotSaved, SavedPanel } from "./saved";
import { StepTitle } from "./step-title";
import { WhenField } from "./when-field";
import { choicesOf, dayWord, hourWord, nameOf, problemWord, word } from "./words";

/** What the draft's field `form` is called. */
export const ATTEMPT_FORM = "attempt";

/** Somebody tried to reach her: an attempt that failed is work too. */
export function AttemptScreen() {
  return (
    <AboutPerson title={t("attempt.title")}>
      {(dossier) => (
        <OpenForm form={ATTEMPT_FORM} wanted={draftsAbout(dossier.person.id)}>
          {(opened) => <AttemptFields opened={opened} dossier={dossier} />}
        </OpenForm>
      )}
    </AboutPerson>
  );
}

function AttemptFields({ opened, dossier }: { opened: OpenedForm; dossier: Dossier }) {
  const [blank] = useState(() => blankAttempt(desktop(), enrolmentOn(dossier, dayAt(zone, now()))?.id ?? null, "phone_call"));
  const [form, setForm] = useState<AttemptForm>(() => (opened.draft === null ? blank : resumeForm(blank, opened.draft.fields)));
  const [problems, setProblems] = useState<Problem[]>([]);
  const [isSaved, setSaved] = useState(false);
  const isTouched = opened.draft !== null || form !== blank;
  const kept = useKept(opened, dossier.person.id, { ...form }, isTouched && !isSaved);
  const set = (part: Partial<AttemptForm>) => {
    setForm((last) => ({ ...last, ...part }));
    setProblems((last) => last.filter(({ field }) => !(field in part)));
  };
  const wrong = (field: string) => problems.filter((one) => one.field === field).map(problemWord)[0] ?? null;

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    if (kept.isSaving) return;
    const built = buildAttempt(form, desktop());
    setProblems(built.ok ? [] : built.problems);
    if (built.ok) setSaved(await kept.save(built.works));
  }

  const name = nameOf({ alias: dossier.alias, publicCode: dossier.person.publicCode });
  if (isSaved) return <SavedPanel what={[name, word("mode", form.mode), word("result", form.result)].join(" · ")} />;
  const began = `${dayWord(dayAt(zone, form.at), dayAt(zone, now()))} ${hourWord(hourAt(zone, form.at))}`;
  return (
    <form class="stack" noValidate onSubmit={(event) => void save(event)}>
      <StepTitle step="attempt">{t("attempt.title")}</StepTitle>
      <WhoLine dossier={dossier} />
      {kept.hasFailed && <NotSaved />}
      <ErrorSummary title={t("mend")} mends={problems.map((one) => ({ field: one.field, text: problemWord(one) }))} />
      <div class="two-up">
        <Segmented id="result" label={t("attempt.result")} choices={choicesOf("result", ATTEMPT_RESULTS)} error={wrong("result")} value={form.result as (typeof ATTEMPT_RESULTS)[number] | null} onChoose={(result) => set({ result })} />
      </div>
      {form.result === "reached" && (
        <Banner tone="info">
          <p>{t("attempt.talked")}</p>
          <ButtonLink href="/log/session">{t("attempt.as_session")}</ButtonLink>
        </Banner>
      )}
      <details class="disclosure" open={wrong("at") !== null || wrong("mode") !== null || undefined}>
        <summary>
          <span class="disclosure-what">
            {word("mode", form.mode)} · {began}
          </span>
          <span class="disclosure-do">{t("log.change")}</span>
        </summary>
        <div class="stack">
          <Select id="mode" label={t("attempt.how")} options={choicesOf("mode", CONTACT_MODES)} value={form.mode ?? ""} error={wrong("mode")} onChange={(event) => set({ mode: event.currentTarget.value })} />
          <WhenField id="at" side="behind" value={form.at} error={wrong("at")} onChange={(at) => set({ at })} />
          <Checkbox label={t("attempt.collateral")} checked={form.collateral} onTurn={(collateral) => set({ collateral })} />
        </div>
      </details>
      <div class="save-bar">
        <Button type="submit" weight="primary" wide busy={kept.isSaving}>
          {t("log.save")}
        </Button>
      </div>
    </form>
  );
}
