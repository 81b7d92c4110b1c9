import "./day.css";
import { useState } from "preact/hooks";
import { language, t } from "../../../i18n";
import { Banner, Button, ButtonLink, EmptyState, ErrorSummary, Field, Segmented, Select } from "../../../ui";
import type { Problem } from "../../model/build/form";
import { resumeForm } from "../../model/build/form";
import { blankPerson, buildPerson, type PersonForm } from "../../model/build/people";
import { missing } from "../../model/missing";
import { homeSites, spokenMost } from "../../model/views/places";
import { draftsAbout } from "../../phone/open-form";
import { choose } from "../../subject";
import { book, desktop } from "../log/desk";
import { type OpenedForm, OpenForm, useKept } from "../log/open-form";
import { NotSaved, SavedPanel } from "../log/saved";
import { StepTitle } from "../log/step-title";
import { problemWord, someNames } from "../log/words";
import { type GenderAnswer, genderChoices, genderFields } from "./gender";
import { languageChoices } from "./languages";

/** What the draft's field `form` is called. */
export const NEW_PERSON_FORM = "new_person";

/** Somebody who was met, with the minimum. The rest is asked later. */
export function NewPersonScreen() {
  return (
    <OpenForm form={NEW_PERSON_FORM} wanted={draftsAbout(null)}>
      {(opened) => <NewPersonFields opened={opened} />}
    </OpenForm>
  );
}

function NewPersonFields({ opened }: { opened: OpenedForm }) {
  const read = book.value;
  const sites = read === null ? [] : homeSites(read, language());
  const [blank] = useState<PersonForm>(() => blankPerson(desktop(), sites.length === 1 ? (sites[0]?.siteId ?? null) : null, (read === null ? null : spokenMost(read)) ?? language()));
  const [form, setForm] = useState<PersonForm>(() => (opened.draft === null ? blank : resumeForm(blank, opened.draft.fields)));
  const [problems, setProblems] = useState<Problem[]>([]);
  const [isSaved, setSaved] = useState(false);
  const isTouched = opened.draft !== null || form !== blank;
  const kept = useKept(opened, null, { ...form }, isTouched && !isSaved);
  const set = (part: Partial<PersonForm>) => {
    setForm((last) => ({ ...last, ...part }));
    setProblems((last) => last.filter(({ field }) => !(field in part)));
  };
  const wrong = (field: string) => problems.filter((one) => one.field === field).map(problemWord)[0] ?? null;

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    if (kept.isSaving) return;
    const built = buildPerson(form, desktop());
    setProblems(built.ok ? [] : built.problems);
    if (!built.ok || !(await kept.save(built.works))) return;
    choose(form.id);
    setSaved(true);
  }

  if (isSaved) return <TakenIn form={form} />;
  if (sites.length === 0) return <EmptyState text={t("new_person.no_site")} />;
  return (
    <form class="stack" noValidate onSubmit={(event) => void save(event)}>
      <StepTitle step="new_person">{t("new_person.title")}</StepTitle>
      <p class="muted">{t("new_person.minimum")}</p>
      {kept.hasFailed && <NotSaved />}
      <ErrorSummary title={t("mend")} mends={problems.map((one) => ({ field: one.field, text: problemWord(one) }))} />
      <Field id="knownAs" label={t("new_person.known_as")} help={t("new_person.known_as_help")} error={wrong("knownAs")} value={form.knownAs} autocomplete="off" spellcheck={false} onInput={(event) => set({ knownAs: event.currentTarget.value })} />
      <Select id="language" label={t("new_person.language")} options={languageChoices(form.language)} value={form.language} error={wrong("language")} onChange={(event) => set({ language: event.currentTarget.value })} />
      {sites.length > 1 && (
        <Segmented id="siteId" label={t("new_person.site")} help={t("outing.site_help")} error={wrong("siteId")} choices={sites.map(({ siteId, aliases }) => ({ value: siteId, label: someNames(aliases) }))} value={form.siteId} onChoose={(siteId) => set({ siteId })} />
      )}
      <div class="two-up">
        <Segmented<GenderAnswer> id="genderIdentity" label={t("person.missing_gender")} help={t("new_person.later")} choices={genderChoices()} value={(form.genderIdentity ?? form.genderMissing) as GenderAnswer | null} onChoose={(answer) => set({ genderIdentity: null, genderMissing: null, ...genderFields(answer) })} />
      </div>
      <div class="save-bar">
        <Button type="submit" weight="primary" wide busy={kept.isSaving}>
          {t("log.save")}
        </Button>
      </div>
    </form>
  );
}

/** She is taken in: what is still to be asked, and what comes next. */
function TakenIn({ form }: { form: PersonForm }) {
  const dossier = book.value?.people.get(form.id);
  const open = dossier === undefined ? [] : missing(dossier);
  return (
    <SavedPanel what={form.knownAs.trim() === "" ? t("log.no_name") : form.knownAs.trim()} doneAt="/person">
      {open.length > 0 && (
        <Banner tone="info" title={t("person.finish")}>
          <ul class="bullets">
            {open.map((one) => (
              <li key={one}>{t(`person.missing_${one}`)}</li>
            ))}
          </ul>
        </Banner>
      )}
      <p class="muted">{t("new_person.place_later")}</p>
      <ButtonLink icon="check" wide href="/person/consent">
        {t("consent.title")}
      </ButtonLink>
    </SavedPanel>
  );
}
