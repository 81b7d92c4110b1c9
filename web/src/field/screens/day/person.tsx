import "./day.css";
import { number, t } from "../../../i18n";
import { ButtonLink, Icon } from "../../../ui";
import { QUIET_DAYS } from "../../model/contact";
import { dayAt } from "../../model/time";
import { enrolmentOn } from "../../model/views/log";
import { personPage, type PersonPage } from "../../model/views/person";
import { subject } from "../../subject";
import { book, now, zone } from "../log/desk";
import { StepTitle } from "../log/step-title";
import { capital, nameOf } from "../log/words";
import { CallSlips } from "./call-slip";
import { FinishRecord } from "./finish-record";
import { Flags } from "./flags";
import { Consents, InAnEmergency, Plans } from "./person-cards";
import { Attempts, Notes, Sessions } from "./person-history";
import { GoalsSection } from "../together/goals";
import { TaskList } from "./tasks";
import { ToPeople } from "./to-people";
import { Ways } from "./ways";
import { dateWord, dayTitle, languageWord, quietWord, whenWord } from "./words";

/** Whoever is in view; nobody, after a browser was killed: then she is chosen again. */
export function PersonScreen() {
  const read = book.value;
  const page = read === null || subject.value === null ? null : personPage(read, subject.value, now());
  if (read === null) return null;
  return page === null ? <ToPeople /> : <Page key={page.person.id} page={page} />;
}

function Page({ page }: { page: PersonPage }) {
  const name = nameOf({ alias: page.alias, publicCode: page.person.publicCode });
  const enrolment = enrolmentOn(page, dayAt(zone, now()));
  const tasks = page.tasks.map((task) => ({ ...task, personId: page.person.id, alias: page.alias, publicCode: page.person.publicCode }));
  return (
    <div class="stack">
      <div class="stack-tight">
        <StepTitle step={page.person.id}>
          <bdi>{name}</bdi>
        </StepTitle>
        <p class="muted small">{about(page).join(" · ")}</p>
        {page.face.length > 0 && (
          <p class="name-flags">
            <Flags flags={page.face} />
          </p>
        )}
      </div>
      <CallSlips personId={page.person.id} />
      {enrolment === null ? <p class="muted">{t("log.no_place")}</p> : <Doings />}
      <Standing page={page} />
      <section class="section-tight">
        <h2>{t("person.reach")}</h2>
        <Ways ways={page.ways} whom={{ personId: page.person.id, enrolmentId: enrolment?.id ?? null }} />
      </section>
      <InAnEmergency needs={page.needs} />
      {tasks.length > 0 && (
        <section class="section-tight">
          <h2>{t("person.tasks")}</h2>
          <TaskList tasks={tasks} />
        </section>
      )}
      <Plans appointments={page.appointments} />
      <GoalsSection goals={page.plans.flatMap(({ goals }) => goals)} title={t("person.goals")} />
      <Consents decisions={page.decisions} />
      <Sessions meetings={page.meetings} />
      <Attempts attempts={page.attempts} />
      <Notes notes={page.notes} meetings={page.meetings} />
      <FinishRecord page={page} />
    </div>
  );
}

/** Her code, her language and since when she is here. */
function about({ person, alias, enrolments }: PersonPage): string[] {
  const spoken = person.language === null ? null : languageWord(person.language);
  const since = enrolments.flatMap(({ enrolledOn }) => enrolledOn ?? []).sort()[0];
  return [
    alias === null ? null : person.publicCode,
    person.ageOnEntry === null ? null : t("person.age", { age: number(person.ageOnEntry) }),
    spoken === null ? null : capital(spoken),
    since === undefined ? null : t("person.since", { day: dateWord(since) }),
  ].filter((one) => one !== null);
}

/** What else is logged about her. */
const DOINGS = [
  { path: "/log/plan", name: "plan.title", icon: "today" },
  { path: "/log/note", name: "note.title", icon: "message" },
  { path: "/log/attempt", name: "attempt.title", icon: "phone" },
] as const;

/** What is done with her most: she is the one in view, so that nobody asks who it is about. */
function Doings() {
  return (
    <div class="stack-tight">
      <ButtonLink weight="primary" icon="log" wide href="/log/session">
        {t("person.log_session")}
      </ButtonLink>
      <div class="tiles tiles-three">
        {DOINGS.map(({ path, name, icon }) => (
          <a key={path} class="tile tile-small" href={path}>
            <Icon name={icon} />
            <span>{t(name)}</span>
          </a>
        ))}
      </div>
      <ButtonLink icon="people" wide href="/together">
        {t("person.together")}
      </ButtonLink>
    </div>
  );
}

function Standing({ page: { last, next, quietDays, unsent } }: { page: PersonPage }) {
  return (
    <dl class="facts">
      <dt class="muted">{t("person.last")}</dt>
      <dd>{last === null ? t("log.never_met") : dayTitle(last.day)}</dd>
      <dt class="muted">{t("person.next")}</dt>
      <dd class="figures">{next === null ? t("person.nothing_planned") : capital(whenWord(next.at))}</dd>
      {quietDays !== null && quietDays >= QUIET_DAYS && <dd class="facts-wide attention">{quietWord(quietDays)}</dd>}
      {unsent.length > 0 && <dd class="facts-wide attention">{t("today.unsent", { count: unsent.length })}</dd>}
    </dl>
  );
}
