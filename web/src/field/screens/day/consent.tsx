import "./day.css";
import { useState } from "preact/hooks";
import { type MessageKey, t } from "../../../i18n";
import { Banner, Button, Checkbox, ErrorSummary, Field, FieldError, Segmented, Select } from "../../../ui";
import type { Dossier } from "../../model/book";
import { blankConsent, buildConsent, type ConsentForm, DECISIONS } from "../../model/build/consent";
import { type Problem, resumeForm } from "../../model/build/form";
import { BEST_INTERESTS_REASONS } from "../../model/codes";
import { CONSENT_FORM, consentWith, isSharing, isYes, kindsFor, needsCapacity } from "../../model/flow/consent";
import { draftsAbout } from "../../phone/open-form";
import { subject } from "../../subject";
import { book, desktop } from "../log/desk";
import { type OpenedForm, OpenForm, useKept } from "../log/open-form";
import { NotSaved, SavedPanel } from "../log/saved";
import { StepTitle } from "../log/step-title";
import { nameOf, problemWord } from "../log/words";
import { ConsentDetails, isDetail } from "./consent-details";
import { Sharing } from "./consent-sharing";
import { ToPeople } from "./to-people";
import { consentKindWord, consentStatusWord } from "./words";

/** What the questions are called, where a summary names what is to be mended. */
const FIELDS: { [field: string]: MessageKey } = {
  status: "consent.decided",
  kind: "consent.about",
  bestInterestsReason: "consent.why",
  recipientClass: "consent.who_told",
  categories: "consent.what_told",
  expiresOn: "consent.ends",
  limitsExplained: "consent.limits_told",
  textVersion: "consent.text",
  language: "consent.language",
  giver: "consent.giver",
  method: "consent.method",
};

/** A decision about consent, taken down where it was made. */
export function ConsentScreen() {
  const dossier = subject.value === null ? undefined : book.value?.people.get(subject.value);
  if (dossier === undefined) return <ToPeople />;
  return (
    <OpenForm key={dossier.person.id} form={CONSENT_FORM} wanted={draftsAbout(dossier.person.id)}>
      {(opened) => <ConsentFields opened={opened} dossier={dossier} />}
    </OpenForm>
  );
}

function ConsentFields({ opened, dossier: { person, alias } }: { opened: OpenedForm; dossier: Dossier }) {
  const [blank] = useState(() => blankConsent(desktop(), person));
  const [form, setForm] = useState<ConsentForm>(() => (opened.draft === null ? blank : resumeForm(blank, opened.draft.fields)));
  const [problems, setProblems] = useState<Problem[]>([]);
  const [isSaved, setSaved] = useState(false);
  const isTouched = opened.draft !== null || form !== blank;
  const kept = useKept(opened, person.id, { ...form }, isTouched && !isSaved);
  const set = (part: Partial<ConsentForm>) => {
    setForm((last) => consentWith(last, part));
    setProblems((last) => last.filter(({ field }) => !(field in part)));
  };
  const wrong = (field: string) => problems.filter((one) => one.field === field).map(problemWord)[0] ?? null;
  const name = nameOf({ alias, publicCode: person.publicCode });

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    if (kept.isSaving) return;
    const built = buildConsent(form, desktop(), person.minor);
    setProblems(built.ok ? [] : built.problems);
    if (built.ok) setSaved(await kept.save(built.works));
  }

  if (isSaved) return <SavedPanel what={[name, consentKindWord(form.kind ?? ""), consentStatusWord(form.status ?? "")].join(" · ")} doneAt="/person" />;
  return (
    <form class="stack" noValidate onSubmit={(event) => void save(event)}>
      <div>
        <StepTitle step="consent">{t("consent.title")}</StepTitle>
        <p class="muted">
          <bdi>{name}</bdi>
        </p>
      </div>
      {kept.hasFailed && <NotSaved />}
      <ErrorSummary title={t("mend")} mends={[...problems].sort(asAsked).map((one) => ({ field: one.field, text: `${fieldWord(one.field)} ${problemWord(one)}` }))} />
      <div class="two-up">
        <Segmented id="status" label={t("consent.decided")} choices={DECISIONS.map((code) => ({ value: code, label: consentStatusWord(code) }))} error={wrong("status")} value={form.status as (typeof DECISIONS)[number] | null} onChoose={(status) => set({ status })} />
      </div>
      <Select id="kind" label={t("consent.about")} options={[{ value: "", label: t("consent.choose") }, ...kindsFor(form).map((code) => ({ value: code, label: consentKindWord(code) }))]} value={form.kind ?? ""} error={wrong("kind")} onChange={(event) => set({ kind: event.currentTarget.value === "" ? null : event.currentTarget.value })} />
      {form.status === "best_interests_decision" && (
        <Select id="bestInterestsReason" label={t("consent.why")} options={[{ value: "", label: t("consent.choose") }, ...BEST_INTERESTS_REASONS.map((code) => ({ value: code, label: t(`consent.reason_${code}`) }))]} value={form.bestInterestsReason ?? ""} error={wrong("bestInterestsReason")} onChange={(event) => set({ bestInterestsReason: event.currentTarget.value === "" ? null : event.currentTarget.value })} />
      )}
      {isYes(form) && isSharing(form) && <Sharing form={form} set={set} wrong={wrong} />}
      {isYes(form) && (
        <>
          <div id="limitsExplained" class="stack-tight" tabIndex={-1}>
            {wrong("limitsExplained") !== null && <FieldError id="limitsExplained-error" text={wrong("limitsExplained") ?? ""} />}
            <Checkbox label={t("consent.limits")} help={t("consent.limits_help")} checked={form.limitsExplained} onTurn={(limitsExplained) => set({ limitsExplained })} />
          </div>
          <Field id="textVersion" label={t("consent.text")} help={t("consent.text_help")} error={wrong("textVersion")} value={form.textVersion} autocomplete="off" onInput={(event) => set({ textVersion: event.currentTarget.value })} />
          <Checkbox label={t("consent.read_aloud")} checked={form.readAloud} onTurn={(readAloud) => set({ readAloud })} />
        </>
      )}
      {needsCapacity(form, person.minor) && <Banner tone="attention" title={t("consent.capacity")} />}
      <ConsentDetails form={form} set={set} wrong={wrong} isWrong={problems.some(({ field }) => isDetail(field))} />
      <div class="save-bar">
        <Button type="submit" weight="primary" wide busy={kept.isSaving}>
          {t("log.save")}
        </Button>
      </div>
    </form>
  );
}

/** In the order of the questions. */
function asAsked({ field: one }: Problem, { field: other }: Problem): number {
  const order = Object.keys(FIELDS);
  return order.indexOf(one) - order.indexOf(other);
}

function fieldWord(field: string): string {
  const key = FIELDS[field];
  return key === undefined ? "" : t(key);
}
