import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { moment, t } from "../../../i18n";
import { Button, List, ListRow } from "../../../ui";
import type { Meeting } from "../../model/book";
import type { Attempt, Note } from "../../model/facts";
import { correcting } from "../log/correct";
import { now } from "../log/desk";
import { minutesWord, word } from "../log/words";
import { dayTitle } from "./words";

/** How many of a list are shown before she asks for all. */
const FIRST = 4;

/** A part of the page with the newest first, the rest one tap away. */
function Recent<T>({ title, all, children }: { title: string; all: T[]; children: (shown: T[]) => ComponentChildren }) {
  const [isWhole, setWhole] = useState(false);
  if (all.length === 0) return null;
  return (
    <section class="section-tight">
      <h2>{title}</h2>
      {children(isWhole ? all : all.slice(0, FIRST))}
      {!isWhole && all.length > FIRST && (
        <Button weight="quiet" wide onClick={() => setWhole(true)}>
          {t("log.everybody", { count: all.length })}
        </Button>
      )}
    </section>
  );
}

/** Sessions of the last month. One with her alone is corrected from here. */
export function Sessions({ meetings }: { meetings: Meeting[] }) {
  const { route } = useLocation();
  const correct = (sessionId: string) => {
    correcting.value = sessionId;
    route("/log/correct");
  };
  return (
    <Recent title={t("person.sessions")} all={meetings}>
      {(shown) => (
        <List>
          {shown.map(({ session, attendance, minutes }) => {
            const long = minutes ?? session.minutes;
            const went = [attendance === null ? t("person.not_marked") : word("attendance", attendance), long === null ? null : minutesWord(long), session.waiting === "unsent" ? t("person.not_sent") : null];
            const what = went.filter((part) => part !== null).join(" · ");
            return <ListRow key={session.id} who={word("kind", session.kind)} what={what} when={session.day === null ? undefined : dayTitle(session.day)} {...(session.isGroup ? {} : { onClick: () => correct(session.id) })} />;
          })}
        </List>
      )}
    </Recent>
  );
}

/** Tries of the last month: those that failed are work too. */
export function Attempts({ attempts }: { attempts: Attempt[] }) {
  return (
    <Recent title={t("person.attempts")} all={attempts}>
      {(shown) => (
        <List>
          {shown.map(({ id, mode, result, day, waiting }) => {
            const what = [word("mode", mode), waiting === "unsent" ? t("person.not_sent") : null].filter((part) => part !== null).join(" · ");
            return <ListRow key={id} who={word("result", result)} what={what} when={day === null ? undefined : dayTitle(day)} />;
          })}
        </List>
      )}
    </Recent>
  );
}

/** What she wrote herself in the last month. */
export function Notes({ notes, meetings }: { notes: Note[]; meetings: Meeting[] }) {
  const startOf = new Map(meetings.map(({ session }) => [session.id, session.startsAt]));
  return (
    <Recent title={t("person.notes")} all={notes}>
      {(shown) => (
        <ul class="list">
          {shown.map(({ id, kind, text, at, sessionId, waiting }) => {
            const when = at ?? startOf.get(sessionId ?? "") ?? null;
            const said = [word("note_kind", kind), when === null ? null : moment(new Date(when), now()), waiting === "unsent" ? t("person.not_sent") : null];
            return (
              <li key={id} class="note">
                <p class="muted small figures">{said.filter((part) => part !== null).join(" · ")}</p>
                <p dir="auto" class="said">
                  {text ?? t("call.why_not_readable")}
                </p>
              </li>
            );
          })}
        </ul>
      )}
    </Recent>
  );
}
