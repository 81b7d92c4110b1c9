import { useMemo, useState } from "preact/hooks";
import { LANGUAGES, t } from "../../../i18n";
import { knownBase } from "../../../store/save";
import { Banner, Button, Select } from "../../../ui";
import { phone } from "../../around";
import { buildPersonCorrection, type PersonCorrection } from "../../model/build/people";
import { GENDERS, isOf } from "../../model/codes";
import { useDirty } from "../../phone/dirty";
import { genderWord, languageWord } from "../inbox/words";
import { book, desktop } from "../log/desk";

/** What she need not say. */
const NOT_SAID = "prefers_not";

/** What she can put right herself: how she names herself, and in which language she is spoken to. */
export function CorrectSection({ id }: { id: string }) {
  // As it was when it was opened: what a page brings meanwhile is nothing she has seen.
  const opened = useMemo(() => {
    const person = book.value?.people.get(id)?.person;
    const told = { language: person?.language ?? "", gender: person?.genderIdentity ?? person?.genderMissing ?? "" };
    return { told, base: knownBase(phone.desk().contents, "person", id) };
  }, [id]);
  const [before, setBefore] = useState(opened.told);
  const [form, setForm] = useState(opened.told);
  const [state, setState] = useState<"open" | "busy" | "failed" | "saved">("open");
  const change = changeOf(before, form);
  const isChanged = Object.keys(change).length > 0;
  useDirty(isChanged);

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    if (!isChanged || state === "busy") return;
    setState("busy");
    const built = buildPersonCorrection(id, change, opened.base, desktop());
    const isSaved = built.ok && (await phone.saveAll(built.works).then(() => true, () => false));
    if (isSaved) setBefore(form);
    setState(isSaved ? "saved" : "failed");
  }

  const languages = [...new Set([before.language, ...LANGUAGES.map(({ code }) => code)])].filter((tag) => tag !== "");
  const genders = [...new Set([before.gender, ...GENDERS, NOT_SAID])].filter((code) => code !== "");
  const none = { value: "", label: t("together.not_said_yet") };
  return (
    <section class="section">
      <h2>{t("together.correct")}</h2>
      <form class="stack" noValidate onSubmit={(event) => void save(event)}>
        <Select
          label={t("together.held_language")}
          options={[...(before.language === "" ? [none] : []), ...languages.map((tag) => ({ value: tag, label: languageWord(tag) }))]}
          value={form.language}
          onChange={(event) => setForm({ ...form, language: event.currentTarget.value })}
        />
        <Select
          label={t("together.held_gender")}
          options={[...(before.gender === "" ? [none] : []), ...genders.map((code) => ({ value: code, label: genderWord(code) }))]}
          value={form.gender}
          onChange={(event) => setForm({ ...form, gender: event.currentTarget.value })}
        />
        {state === "failed" && <Banner tone="critical" title={t("log.not_saved")} live />}
        {state === "saved" && !isChanged && <Banner tone="good" title={t("together.corrected")} live />}
        {isChanged && (
          <Button type="submit" wide busy={state === "busy"}>
            {t("together.correct_save")}
          </Button>
        )}
      </form>
    </section>
  );
}

type Told = { language: string; gender: string };

/** Only what she changed: how she names herself, or that she does not want to say. */
function changeOf(before: Told, after: Told): PersonCorrection {
  const change: PersonCorrection = {};
  if (after.language !== before.language && after.language !== "") change.language = after.language;
  if (after.gender === before.gender || after.gender === "") return change;
  return isOf(GENDERS, after.gender) ? { ...change, genderIdentity: after.gender } : { ...change, genderMissing: after.gender };
}
