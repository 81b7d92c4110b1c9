import { useState } from "preact/hooks";
import { t } from "../../../i18n";
import { Button, ErrorSummary, Field, Select } from "../../../ui";
import type { Dossier } from "../../model/book";
import { type AppointmentForm, blankAppointment, buildAppointment } from "../../model/build/deeds";
import { type Problem, resumeForm } from "../../model/build/form";
import { CONTACT_MODES, GROUP_TYPES, isOf, SESSION_TYPES } from "../../model/codes";
import { dayAt, hourAt } from "../../model/time";
import { usualWith } from "../../model/usual";
import { enrolmentOn } from "../../model/views/log";
import { draftsAbout } from "../../phone/open-form";
import { AboutPerson, WhoLine } from "./about-person";
import { desktop, now, zone } from "./desk";
import { type OpenedForm, OpenForm, useKept } from "./open-form";
import { NotSaved, SavedPanel } from "./saved";
import { StepTitle } from "./step-title";
import { WhenField } from "./when-field";
import { choicesOf, dayWord, hourWord, minutesWord, nameOf, problemWord, word } from "./words";

/** What the draft's field `form` is called. */
export const PLAN_FORM = "plan";

/** An appointment with somebody: in a week at this hour, as sessions with her usually are, unless she says otherwise. */
export function PlanScreen() {
  return (
    <AboutPerson title={t("plan.title")}>
      {(dossier) => (
        <OpenForm form={PLAN_FORM} wanted={draftsAbout(dossier.person.id)}>
          {(opened) => <PlanFields opened={opened} dossier={dossier} />}
        </OpenForm>
      )}
    </AboutPerson>
  );
}

function PlanFields({ opened, dossier }: { opened: OpenedForm; dossier: Dossier }) {
  const [blank] = useState(() => blankAppointment(desktop(), enrolmentOn(dossier, dayAt(zone, now()))?.id ?? null, usualWith(dossier)));
  const [form, setForm] = useState<AppointmentForm>(() => (opened.draft === null ? blank : resumeForm(blank, opened.draft.fields)));
  const [problems, setProblems] = useState<Problem[]>([]);
  const [isSaved, setSaved] = useState(false);
  const isTouched = opened.draft !== null || form !== blank;
  const kept = useKept(opened, dossier.person.id, { ...form }, isTouched && !isSaved);
  const set = (part: Partial<AppointmentForm>) => {
    setForm((last) => ({ ...last, ...part }));
    setProblems((last) => last.filter(({ field }) => !(field in part)));
  };
  const wrong = (field: string) => problems.filter((one) => one.field === field).map(problemWord)[0] ?? null;

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    if (kept.isSaving) return;
    const built = buildAppointment(form, desktop());
    setProblems(built.ok ? [] : built.problems);
    if (built.ok) setSaved(await kept.save(built.works));
  }

  const name = nameOf({ alias: dossier.alias, publicCode: dossier.person.publicCode });
  const when = `${dayWord(dayAt(zone, form.startsAt), dayAt(zone, now()))} ${hourWord(hourAt(zone, form.startsAt))}`;
  if (isSaved) return <SavedPanel what={[name, when].join(" · ")} />;
  const what = form.minutes === null ? word("kind", form.kind) : `${word("kind", form.kind)} · ${minutesWord(form.minutes)}`;
  return (
    <form class="stack" noValidate onSubmit={(event) => void save(event)}>
      <StepTitle step="plan">{t("plan.title")}</StepTitle>
      <WhoLine dossier={dossier} />
      {kept.hasFailed && <NotSaved />}
      <ErrorSummary title={t("mend")} mends={problems.map((one) => ({ field: one.field, text: problemWord(one) }))} />
      <WhenField id="startsAt" side="ahead" value={form.startsAt} error={wrong("startsAt")} onChange={(startsAt) => set({ startsAt })} />
      <details class="disclosure" open={["kind", "mode", "minutes"].some((field) => wrong(field) !== null) || undefined}>
        <summary>
          <span class="disclosure-what">{what}</span>
          <span class="disclosure-do">{t("log.change")}</span>
        </summary>
        <div class="stack">
          <Select id="kind" label={t("log.what")} options={choicesOf("kind", SESSION_TYPES.filter((kind) => !isOf(GROUP_TYPES, kind)))} value={form.kind ?? ""} error={wrong("kind")} onChange={(event) => set({ kind: event.currentTarget.value })} />
          <Field
            id="minutes"
            label={t("log.long")}
            unit={t("log.minutes")}
            inputMode="numeric"
            error={wrong("minutes")}
            value={form.minutes === null ? "" : String(form.minutes)}
            onInput={(event) => set({ minutes: Number.parseInt(event.currentTarget.value.replace(/\D/g, "").slice(0, 4), 10) || null })}
          />
          <Select id="mode" label={t("log.how_met")} options={choicesOf("mode", CONTACT_MODES)} value={form.mode ?? ""} error={wrong("mode")} onChange={(event) => set({ mode: event.currentTarget.value })} />
        </div>
      </details>
      <div class="save-bar">
        <Button type="submit" weight="primary" wide busy={kept.isSaving}>
          {t("log.save_plan")}
        </Button>
      </div>
    </form>
  );
}
