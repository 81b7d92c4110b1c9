import { t } from "../../../i18n";
import { Banner, Segmented, Select, TextArea } from "../../../ui";
import { CONCERN_ABOUTS, NOTE_KINDS } from "../../model/codes";
import type { Problem } from "../../model/build/form";
import type { NoteForm } from "../../model/build/session";
import { choicesOf, problemWord } from "./words";

/** What she writes, and whose words they are. A worry about safety goes to who answers for it, and says about whom it is. */
export function NoteFields({ label, note, onChange, problems, prefix = "", rows = 4 }: { label: string; note: NoteForm; onChange: (note: Partial<Omit<NoteForm, "id">>) => void; problems: Problem[]; prefix?: string; rows?: number }) {
  const wrong = (field: string) => problems.filter((one) => one.field === `${prefix}${field}`).map(problemWord)[0] ?? null;
  const isWorry = note.kind === "safeguarding";
  const hasWords = note.text.trim() !== "";
  return (
    <div class="stack">
      <TextArea id={`${prefix}text`} label={label} rows={rows} dir="auto" error={wrong("text")} value={note.text} onInput={(event) => onChange({ text: event.currentTarget.value })} />
      {hasWords && (
        <Select
          id={`${prefix}kind`}
          label={t("note.whose")}
          error={wrong("kind")}
          options={choicesOf("note_kind", NOTE_KINDS)}
          value={note.kind}
          onChange={(event) => onChange({ kind: event.currentTarget.value, about: null })}
        />
      )}
      {hasWords && isWorry && (
        <>
          <Banner tone="info">
            <p>{t("note.worry")}</p>
          </Banner>
          <Segmented
            id={`${prefix}about`}
            label={t("note.about")}
            error={wrong("about")}
            choices={choicesOf("about", CONCERN_ABOUTS)}
            value={note.about as (typeof CONCERN_ABOUTS)[number] | null}
            onChoose={(about) => onChange({ about })}
          />
        </>
      )}
    </div>
  );
}
