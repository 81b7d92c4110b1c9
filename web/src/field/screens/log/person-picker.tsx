import { useState } from "preact/hooks";
import { language, t } from "../../../i18n";
import { Button, EmptyState, Field, List, ListRow } from "../../../ui";
import { type Loggable, loggable } from "../../model/views/log";
import { isSought } from "../../model/views/search";
import { dayAt } from "../../model/time";
import { book, now, zone } from "./desk";
import { dayWord, hourWord, nameOf } from "./words";

/** How many are shown before she asks for all: the ones it nearly always is. */
const FIRST = 6;

/** Whom it is about: who was expected first, then who was met last. One tap. */
export function PersonPicker({ onPick }: { onPick: (personId: string) => void }) {
  const [isWhole, setWhole] = useState(false);
  const [sought, setSought] = useState("");
  const { value } = book;
  if (value === null) return null;
  const people = loggable(value, now(), language());
  if (people.length === 0) return <EmptyState text={t(value.isWhole ? "log.nobody" : "log.nobody_yet")} />;
  const shown = isWhole ? people.filter((one) => isSought(one, sought)) : people.slice(0, FIRST);
  return (
    <div class="stack-tight">
      {isWhole && people.length > FIRST && (
        <Field type="search" label={t("log.seek")} value={sought} autocomplete="off" onInput={(event) => setSought(event.currentTarget.value)} />
      )}
      <List label={t("log.people")}>
        {shown.map((one) => (
          <PersonRow key={one.personId} one={one} onPick={onPick} />
        ))}
      </List>
      {shown.length === 0 && <p class="muted">{t("log.not_found")}</p>}
      {!isWhole && people.length > FIRST && (
        <Button weight="quiet" wide onClick={() => setWhole(true)}>
          {t("log.everybody", { count: people.length })}
        </Button>
      )}
    </div>
  );
}

function PersonRow({ one, onPick }: { one: Loggable; onPick: (personId: string) => void }) {
  const today = dayAt(zone, now());
  const who = <bdi>{nameOf(one)}</bdi>;
  if (one.enrolmentId === null) return <ListRow icon="person" who={who} what={t("log.no_place")} />;
  return <ListRow icon="person" who={who} {...whyHer(one, today)} onClick={() => onPick(one.personId)} />;
}

function whyHer({ expected, lastDay }: Loggable, today: string): { what: string; when?: string } {
  if (expected !== null && expected.day === today) return { what: t("log.expected_today"), when: hourWord(expected.hour) };
  if (expected !== null) return { what: t("log.expected"), when: dayWord(expected.day, today) };
  return lastDay === null ? { what: t("log.never_met") } : { what: t("log.met"), when: dayWord(lastDay, today) };
}
