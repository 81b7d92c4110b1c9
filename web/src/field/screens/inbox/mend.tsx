import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { t } from "../../../i18n";
import { Banner, Button, ButtonLink, DateField, EmptyState, ErrorSummary, Field, Select, TextArea } from "../../../ui";
import type { Problem } from "../../model/build/form";
import { ATTEMPT_RESULTS, ATTENDANCES, CONTACT_MODES, GROUP_TYPES, isOf, SESSION_TYPES } from "../../model/codes";
import { mendable, type MendField, mended } from "../../model/mend";
import { textOf } from "../../model/read";
import type { Held } from "../../model/views/inbox";
import { desktop, now } from "../log/desk";
import { type OpenedForm, OpenForm, useKept } from "../log/open-form";
import { NotSaved } from "../log/saved";
import { StepTitle } from "../log/step-title";
import { WhenField } from "../log/when-field";
import { choicesOf, problemWord } from "../log/words";
import { mail } from "./mail";
import { fieldWord, whyHeld, workWord } from "./words";

/** What is being put right; null: nothing. */
export const mending = signal<string | null>(null);
/** What the draft's field `form` is called. */
export const MEND_FORM = "mend";

/** Puts right what is held, and sends it once more. */
export function MendScreen() {
  const held = mail.value?.held.find(({ opId }) => opId === mending.value);
  if (held === undefined) {
    return (
      <EmptyState text={t("inbox.mend_none")}>
        <ButtonLink wide href="/inbox">
          {t("back")}
        </ButtonLink>
      </EmptyState>
    );
  }
  return (
    <OpenForm key={held.opId} form={MEND_FORM} wanted={(drafts) => drafts.filter(({ fields }) => textOf(fields, "opId") === held.opId)}>
      {(opened) => <MendForm opened={opened} held={held} />}
    </OpenForm>
  );
}

function MendForm({ opened, held }: { opened: OpenedForm; held: Held }) {
  const { route } = useLocation();
  const [fields] = useState(() => mendable(held));
  const [values, setValues] = useState<{ [name: string]: string }>(() =>
    Object.fromEntries(fields.map(({ name, value }) => [name, textOf(opened.draft?.fields ?? {}, name) ?? value])),
  );
  const [problems, setProblems] = useState<Problem[]>([]);
  const isTouched = fields.some(({ name, value }) => values[name] !== value);
  const kept = useKept(opened, held.personId, { ...values, opId: held.opId }, isTouched);

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    if (kept.isSaving) return;
    const built = mended(held, values, desktop());
    setProblems(built.ok ? [] : built.problems);
    if (!built.ok || !(await kept.save([built.work]))) return;
    mending.value = null;
    route("/inbox");
  }

  return (
    <form class="stack" noValidate onSubmit={(event) => void save(event)}>
      <StepTitle step="mend">{t("inbox.mend_title")}</StepTitle>
      <p class="muted">
        <bdi>{[held.alias, workWord(held.what)].filter((part) => part !== null).join(" · ")}</bdi>
      </p>
      <Banner tone="attention" title={whyHeld(held)[0] ?? ""} />
      {kept.hasFailed && <NotSaved />}
      <ErrorSummary title={t("mend")} mends={problems.map((one) => ({ field: one.field, text: problemWord(one) }))} />
      {fields.map((field) => (
        <Mending
          key={field.name}
          field={field}
          value={values[field.name] ?? ""}
          error={problems.filter((one) => one.field === field.name).map(problemWord)[0] ?? null}
          onChange={(value) => {
            setValues((last) => ({ ...last, [field.name]: value }));
            setProblems((last) => last.filter((one) => one.field !== field.name));
          }}
        />
      ))}
      <div class="save-bar">
        <Button type="submit" weight="primary" wide busy={kept.isSaving}>
          {t("inbox.mend_send")}
        </Button>
      </div>
      <ButtonLink weight="quiet" icon="back" wide href="/inbox">
        {t("back")}
      </ButtonLink>
    </form>
  );
}

const LISTS = {
  kind: SESSION_TYPES.filter((kind) => !isOf(GROUP_TYPES, kind)),
  mode: CONTACT_MODES,
  attendance: ATTENDANCES,
  result: ATTEMPT_RESULTS,
} as const;

/** One field, asked as its kind is. */
function Mending({ field: { name, kind }, value, error, onChange }: { field: MendField; value: string; error: string | null; onChange: (value: string) => void }) {
  const asked = { id: name, label: fieldWord(name) ?? name, error };
  if (kind === "behind" || kind === "ahead") {
    return <WhenField id={name} side={kind} value={value === "" ? now().toISOString() : value} error={error} onChange={onChange} />;
  }
  if (kind === "minutes") {
    return <Field {...asked} unit={t("log.minutes")} inputMode="numeric" value={value} onInput={(event) => onChange(event.currentTarget.value.replace(/\D/g, "").slice(0, 4))} />;
  }
  if (kind === "day") return <DateField {...asked} value={value} onChange={(event) => onChange(event.currentTarget.value)} />;
  if (kind === "words") return <TextArea {...asked} rows={6} dir="auto" value={value} onInput={(event) => onChange(event.currentTarget.value)} />;
  return <Select {...asked} options={choicesOf(kind, LISTS[kind])} value={value} onChange={(event) => onChange(event.currentTarget.value)} />;
}
