import "./log.css";
import { useLocation } from "preact-iso";
import { useEffect, useState } from "preact/hooks";
import { moment, t } from "../../../i18n";
import type { MessageKey } from "../../../i18n";
import { type Draft, readDrafts } from "../../../store/drafts";
import { Icon, type IconName, List, ListRow } from "../../../ui";
import { phone } from "../../around";
import { ROLL_FORM } from "../../model/flow/roll";
import { SESSION_FORM } from "../../model/flow/session";
import { outNow } from "../../model/outing";
import { textOf } from "../../model/read";
import { hourAt } from "../../model/time";
import { choose } from "../../subject";
import { ATTEMPT_FORM } from "./attempt";
import { correcting } from "./correct";
import { book, now, zone } from "./desk";
import { joining } from "./joining";
import { useMarks } from "./marks";
import { NOTE_FORM } from "./note";
import { PersonPicker } from "./person-picker";
import { PLAN_FORM } from "./plan";
import { StepTitle } from "./step-title";
import { hourWord, nameOf, word } from "./words";

/** Where a form that was begun goes on, and what it is called. */
const FORMS: { [form: string]: { path: string; name: MessageKey } } = {
  [SESSION_FORM]: { path: "/log/session", name: "log.session" },
  [ROLL_FORM]: { path: "/log/roll", name: "roll.title" },
  [ATTEMPT_FORM]: { path: "/log/attempt", name: "attempt.title" },
  [NOTE_FORM]: { path: "/log/note", name: "note.title" },
  [PLAN_FORM]: { path: "/log/plan", name: "plan.title" },
};

/** What else is logged, besides a session with one person. */
const OTHERS: { path: string; name: MessageKey; icon: IconName }[] = [
  { path: "/log/roll", name: "roll.title", icon: "people" },
  { path: "/log/attempt", name: "attempt.title", icon: "phone" },
  { path: "/log/note", name: "note.title", icon: "message" },
  { path: "/log/plan", name: "plan.title", icon: "today" },
  { path: "/outing", name: "outing.title", icon: "clock" },
];
/** How many of what was logged last are shown, to be corrected. */
const LATEST = 3;

/** Logging: whom she met, one tap away; what was begun, and what else there is to log. */
export function LogScreen() {
  const { route } = useLocation();

  function log(personId: string): void {
    choose(personId);
    joining.value = null;
    route("/log/session");
  }

  return (
    <div class="stack">
      <Begun />
      <StepTitle step="log">{t("log.who")}</StepTitle>
      <PersonPicker onPick={log} />
      <section class="section-tight">
        <h2>{t("log.else")}</h2>
        <div class="tiles">
          {OTHERS.map(({ path, name, icon }) => (
            <a key={path} class="tile tile-icon" href={path} onClick={nobody}>
              <Icon name={icon} />
              <span>{t(name)}</span>
            </a>
          ))}
        </div>
      </section>
      <Latest />
    </div>
  );
}

/** Who it is about is asked. */
function nobody(): void {
  choose(null);
  joining.value = null;
}

/** What was begun and not finished: forms, slips, and being out. */
function Begun() {
  const [drafts, setDrafts] = useState<Draft[]>([]);
  useEffect(() => {
    let isGone = false;
    void readDrafts(phone.desk()).then((read) => !isGone && setDrafts(read.filter(({ form }) => form in FORMS)));
    return () => {
      isGone = true;
    };
  }, []);
  const read = book.value;
  const out = read === null ? null : outNow(read, now());
  const slips = phone.slips.value.length;
  const marks = useMarks().reduce((sum, roll) => sum + roll.marks.length, 0);
  if (out === null && slips === 0 && marks === 0 && drafts.length === 0) return null;
  return (
    <div class="begun">
      <List label={t("log.begun")}>
        {out !== null && <ListRow icon="clock" who={t("outing.out", { hour: hourWord(hourAt(zone, out.backBy)) })} what={t("outing.back")} href="/outing" />}
        {slips > 0 && <ListRow icon="lock" who={t("slip.place")} what={t("slip.waiting", { count: slips })} href="/log/slips" />}
        {marks > 0 && <ListRow icon="people" who={t("roll.marks")} what={t("roll.marks_wait", { count: marks })} href="/log/marks" />}
        {drafts.map((draft) => (
          <DraftRow key={draft.id} draft={draft} />
        ))}
      </List>
    </div>
  );
}

function DraftRow({ draft: { form, person, at, fields } }: { draft: Draft }) {
  const { route } = useLocation();
  const place = FORMS[form];
  if (place === undefined) return null;
  const dossier = person === null ? undefined : book.value?.people.get(person);
  const who = dossier === undefined ? "" : nameOf({ alias: dossier.alias, publicCode: dossier.person.publicCode });
  const goOn = () => {
    choose(person);
    joining.value = textOf(fields, "slip");
    route(place.path);
  };
  return <ListRow icon="log" who={<bdi>{who === "" ? t(place.name) : who}</bdi>} what={t("log.not_finished", { what: t(place.name) })} when={moment(new Date(at), now())} onClick={goOn} />;
}

/** What she logged last, to be corrected. */
function Latest() {
  const { route } = useLocation();
  const correct = (sessionId: string) => {
    correcting.value = sessionId;
    route("/log/correct");
  };
  const read = book.value;
  const logged = (read?.works ?? []).filter(({ what }) => what === "session-create").slice(-LATEST).reverse();
  const rows = logged.flatMap(({ entityId, at, set }) => {
    const person = read?.personOf({ entity: "session", entityId, set }) ?? null;
    const dossier = person === null ? undefined : read?.people.get(person);
    return dossier === undefined ? [] : [{ entityId, at, kind: textOf(set, "kind"), name: nameOf({ alias: dossier.alias, publicCode: dossier.person.publicCode }) }];
  });
  if (rows.length === 0) return null;
  return (
    <section class="section-tight">
      <h2>{t("log.latest")}</h2>
      <List>
        {rows.map(({ entityId, at, kind, name }) => (
          <ListRow key={entityId} icon="check" who={<bdi>{name}</bdi>} what={word("kind", kind)} when={moment(new Date(at), now())} onClick={() => correct(entityId)} />
        ))}
      </List>
    </section>
  );
}
