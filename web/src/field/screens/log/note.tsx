import { useState } from "preact/hooks";
import { t } from "../../../i18n";
import { Banner, Button, ButtonLink, EmptyState, ErrorSummary, List, ListRow } from "../../../ui";
import { phone } from "../../around";
import type { Book, Dossier, Meeting } from "../../model/book";
import type { Problem } from "../../model/build/form";
import { resumeForm } from "../../model/build/form";
import { blankNote, buildNote, type NoteForm } from "../../model/build/session";
import { partOf, textOf } from "../../model/read";
import { dayAt } from "../../model/time";
import { personPage } from "../../model/views/person";
import { draftsAbout } from "../../phone/open-form";
import { AboutPerson, WhoLine } from "./about-person";
import { book, desktop, now, zone } from "./desk";
import { joining, slipDrafts, useJoined } from "./joining";
import { NoteFields } from "./note-fields";
import { type OpenedForm, OpenForm, useKept } from "./open-form";
import { NotSaved, SavedPanel } from "./saved";
import { StepTitle } from "./step-title";
import { capital, dayWord, minutesWord, nameOf, problemWord, word } from "./words";

/** What the draft's field `form` is called. */
export const NOTE_FORM = "note";

/** A note about a session with somebody. What stood there stays as an earlier note. */
export function NoteScreen() {
  const slip = joining.peek();
  return (
    <AboutPerson title={t("note.title")}>
      {(dossier) => (
        <OpenForm form={NOTE_FORM} wanted={slip === null ? draftsAbout(dossier.person.id) : slipDrafts(slip)}>
          {(opened) => <NotePlace opened={opened} dossier={dossier} />}
        </OpenForm>
      )}
    </AboutPerson>
  );
}

/** The sessions with her alone that a note can go to, newest first. */
export function notable(read: Book, personId: string): Meeting[] {
  return (personPage(read, personId, now())?.meetings ?? []).filter(({ session }) => !session.isGroup);
}

function NotePlace({ opened, dossier }: { opened: OpenedForm; dossier: Dossier }) {
  const slip = useJoined(opened.draft);
  const read = book.value;
  const meetings = read === null ? [] : notable(read, dossier.person.id);
  const [sessionId, setSession] = useState(() => textOf(opened.draft?.fields ?? {}, "sessionId") ?? (meetings.length === 1 ? (meetings[0]?.session.id ?? null) : null));
  const meeting = meetings.find(({ session }) => session.id === sessionId);
  if (meeting !== undefined) return <NoteText opened={opened} dossier={dossier} meeting={meeting} slip={slip} />;
  return (
    <div class="stack">
      <StepTitle step="session">{t("note.title")}</StepTitle>
      <WhoLine dossier={dossier} />
      {meetings.length === 0 ? (
        <EmptyState text={t("note.no_session")}>
          <ButtonLink weight="primary" wide href="/log/session" onClick={() => (joining.value = slip)}>
            {t("note.log_first")}
          </ButtonLink>
        </EmptyState>
      ) : (
        <>
          <p class="muted">{t("note.which")}</p>
          <MeetingList meetings={meetings} onPick={setSession} />
        </>
      )}
    </div>
  );
}

/** Sessions to choose one of. */
export function MeetingList({ meetings, onPick }: { meetings: Meeting[]; onPick: (sessionId: string) => void }) {
  const today = dayAt(zone, now());
  return (
    <List label={t("note.which")}>
      {meetings.map(({ session: { id, day, kind, minutes } }) => (
        <ListRow key={id} icon="log" who={capital(day === null ? t("log.unknown") : dayWord(day, today))} what={word("kind", kind)} when={minutes === null ? undefined : minutesWord(minutes)} onClick={() => onPick(id)} />
      ))}
    </List>
  );
}

function NoteText({ opened, dossier, meeting: { session }, slip }: { opened: OpenedForm; dossier: Dossier; meeting: Meeting; slip: string | null }) {
  const [earlier] = useState(() => dossier.notes.find(({ sessionId }) => sessionId === session.id) ?? null);
  const [blank] = useState(() => ({ ...blankNote(desktop()), ...firstWords(earlier?.text ?? null, slip) }));
  const [note, setNote] = useState<NoteForm>(() => (opened.draft === null ? blank : resumeForm(blank, partOf(opened.draft.fields, "note") ?? {})));
  const [problems, setProblems] = useState<Problem[]>([]);
  const [isSaved, setSaved] = useState(false);
  const isTouched = opened.draft !== null || slip !== null || note !== blank;
  const kept = useKept(opened, dossier.person.id, { sessionId: session.id, slip, note: { ...note } }, isTouched && !isSaved);

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    if (kept.isSaving) return;
    const built = buildNote(note, session.id, desktop());
    setProblems(built.ok ? [] : built.problems);
    if (!built.ok) return;
    setSaved(await kept.save(built.works.map((work) => (slip === null ? work : { ...work, slip }))));
  }

  const name = nameOf({ alias: dossier.alias, publicCode: dossier.person.publicCode });
  const about = `${session.day === null ? "" : `${dayWord(session.day, dayAt(zone, now()))} · `}${word("kind", session.kind)}`;
  if (isSaved) return <SavedPanel what={[name, about].join(" · ")} />;
  return (
    <form class="stack" noValidate onSubmit={(event) => void save(event)}>
      <StepTitle step="note">{t("note.title")}</StepTitle>
      <WhoLine dossier={dossier} />
      <p class="muted">{about}</p>
      {kept.hasFailed && <NotSaved />}
      <ErrorSummary title={t("mend")} mends={problems.map((one) => ({ field: one.field, text: problemWord(one) }))} />
      {earlier !== null && (
        <Banner tone="info">
          <p>{t("note.earlier")}</p>
        </Banner>
      )}
      <NoteFields label={t("note.write")} note={note} rows={8} problems={problems} prefix="note." onChange={(part) => setNote((last) => ({ ...last, ...part }))} />
      <div class="save-bar">
        <Button type="submit" weight="primary" wide busy={kept.isSaving}>
          {t("log.save")}
        </Button>
      </div>
    </form>
  );
}

/** What she wrote about it before, and under it what the slip says: nothing of either is lost. */
function firstWords(earlier: string | null, slip: string | null): Pick<NoteForm, "text"> {
  const written = phone.slips.value.find(({ id }) => id === slip)?.text ?? null;
  return { text: [earlier, written].filter((text) => text !== null).join("\n\n") };
}
