import "./day.css";
import { useState } from "preact/hooks";
import { language, t } from "../../../i18n";
import { ButtonLink, EmptyState, Field, List, ListRow, Segmented } from "../../../ui";
import { caseload, type CaseloadLine } from "../../model/views/caseload";
import { isSought } from "../../model/views/search";
import { book, now } from "../log/desk";
import { StepTitle } from "../log/step-title";
import { nameOf } from "../log/words";
import { CallSlips } from "./call-slip";
import { NameWithFlags } from "./flags";
import { useAbout } from "./open-person";
import { dayTitle, stateWord, toDoWord, whenWord } from "./words";

/** Which of them are shown. */
type Filter = "here" | "to_do" | "left";

const FITS: Record<Filter, (line: CaseloadLine) => boolean> = {
  here: ({ state }) => state !== "left",
  to_do: ({ state, toDo }) => state !== "left" && toDo.length > 0,
  left: ({ state }) => state === "left",
};
/** From how many on a list is searched and not just looked through. */
const MANY = 6;

/** Everybody on this phone, with what has to be seen first. */
export function PeopleScreen() {
  const [sought, setSought] = useState("");
  const [filter, setFilter] = useState<Filter>("here");
  const about = useAbout();
  const read = book.value;
  if (read === null) return null;
  const everybody = caseload(read, now(), language());
  const isSeeking = sought.trim() !== "";
  const shown = everybody.filter((line) => (isSeeking ? isSought(line, sought) : FITS[filter](line)));
  const counted = (one: Filter) => ({ value: one, label: t(`people.filter_${one}`, { count: everybody.filter(FITS[one]).length }) });
  return (
    <div class="stack">
      <StepTitle step="people">{t("nav.people")}</StepTitle>
      <CallSlips />
      {everybody.length > MANY && <Field type="search" label={t("log.seek")} value={sought} autocomplete="off" onInput={(event) => setSought(event.currentTarget.value)} />}
      {everybody.length > 0 && !isSeeking && <Segmented<Filter> label={t("people.show")} choices={[counted("here"), counted("to_do"), counted("left")]} value={filter} onChoose={setFilter} />}
      <p class="hidden-text" role="status">
        {t("people.count", { count: shown.length })}
      </p>
      <List label={t("log.people")}>
        {shown.map((line) => (
          <ListRow key={line.personId} who={<NameWithFlags name={nameOf(line)} flags={line.face} />} what={matter(line, filter)} onClick={() => about(line.personId)} />
        ))}
      </List>
      {everybody.length === 0 && <EmptyState text={t(read.isWhole ? "log.nobody" : "log.nobody_yet")} />}
      {everybody.length > 0 && shown.length === 0 && <p class="muted">{t(isSeeking ? "log.not_found" : "people.none")}</p>}
      <ButtonLink icon="person" wide href="/people/new">
        {t("new_person.title")}
      </ButtonLink>
    </div>
  );
}

/** What matters now about somebody, in one phrase. What is still to be asked matters least, but where that is looked for. */
function matter({ toDo, next, last, state, unsent }: CaseloadLine, filter: Filter): string {
  const first = toDo.find((one) => one !== "finish_record" || filter === "to_do");
  const rest = unsent > 0 ? ` · ${t("people.unsent", { count: unsent })}` : "";
  if (first !== undefined) return toDoWord(first) + rest;
  if (next !== null) return t("people.next", { when: whenWord(next.at) }) + rest;
  if (state !== "active") return stateWord(state) + rest;
  return (last === null ? t("log.never_met") : t("people.last", { day: dayTitle(last.day) })) + rest;
}
