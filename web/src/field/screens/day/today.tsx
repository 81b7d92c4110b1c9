import "./day.css";
import { useState } from "preact/hooks";
import { day, t } from "../../../i18n";
import { Banner, Button, ButtonLink, EmptyState, List, ListRow } from "../../../ui";
import type { Outing } from "../../model/outing";
import { hourAt } from "../../model/time";
import { type DueTask, type Expected, type Quiet, today as todayOf } from "../../model/views/today";
import { book, now, zone } from "../log/desk";
import { StepTitle } from "../log/step-title";
import { capital, hourWord, nameOf, word } from "../log/words";
import { CallSlips } from "./call-slip";
import { NameWithFlags } from "./flags";
import { useAbout } from "./open-person";
import { TaskList } from "./tasks";
import { quietWord, whenWord } from "./words";

/** How many of those nobody has reached are shown before she asks for all. */
const FIRST_QUIET = 5;

/** The day: who is expected, what became of earlier plans, whom nobody has reached, what is due, and what is not sent. */
export function TodayScreen() {
  const read = book.value;
  if (read === null) return null;
  const { appointments, unsettled, quiet, overdue, due, unsent, out } = todayOf(read, now());
  const isCalm = unsettled.length + quiet.length + overdue.length + due.length === 0;
  return (
    <div class="stack">
      <div>
        <StepTitle step="today">{t("today.title")}</StepTitle>
        <p class="muted">{day(now())}</p>
      </div>
      <CallSlips />
      <OutLine out={out} />
      {read.people.size === 0 ? (
        <EmptyState text={t(read.isWhole ? "log.nobody" : "log.nobody_yet")}>
          <ButtonLink icon="person" wide href="/people/new">
            {t("new_person.title")}
          </ButtonLink>
        </EmptyState>
      ) : (
        <>
          <ExpectedToday appointments={appointments} />
          <Unsettled appointments={unsettled} />
          <Tasks overdue={overdue} due={due} />
          <QuietPeople quiet={quiet} />
          {isCalm && <p class="muted">{t("today.calm")}</p>}
        </>
      )}
      <Unsent count={unsent} />
    </div>
  );
}

/** She is out: when she has to be back. She is not: the way to say so. */
function OutLine({ out }: { out: Outing | null }) {
  if (out === null) {
    return (
      <ButtonLink icon="clock" wide href="/outing">
        {t("today.going_out")}
      </ButtonLink>
    );
  }
  const title = t("outing.out", { hour: hourWord(hourAt(zone, out.backBy)) });
  return (
    <Banner tone={out.late ? "critical" : out.watched ? "info" : "attention"} title={title}>
      <p>{t(out.late ? "outing.late" : out.watched ? "outing.watched" : "outing.not_watched")}</p>
      <ButtonLink href="/outing">{t("outing.back")}</ButtonLink>
    </Banner>
  );
}

function ExpectedToday({ appointments }: { appointments: Expected[] }) {
  const about = useAbout();
  return (
    <section class="section-tight">
      <h2>{t("today.expected")}</h2>
      {appointments.length === 0 && <p class="muted">{t("today.nothing")}</p>}
      <List>
        {appointments.map((one) => (
          <ListRow
            key={one.appointmentId}
            who={<NameWithFlags name={nameOf(one)} flags={one.face} />}
            what={`${word("kind", one.kind)} · ${word("mode", one.mode)}`}
            when={hourWord(one.hour)}
            onClick={() => about(one.personId)}
          />
        ))}
      </List>
    </section>
  );
}

/** Plans of days before of which nobody has said what became: late is easy. */
function Unsettled({ appointments }: { appointments: Expected[] }) {
  const about = useAbout();
  if (appointments.length === 0) return null;
  return (
    <section class="section-tight">
      <h2>{t("today.settle")}</h2>
      <List>
        {appointments.map((one) => (
          <ListRow
            key={one.appointmentId}
            icon="clock"
            who={<bdi>{nameOf(one)}</bdi>}
            what={`${capital(whenWord(one.at))} · ${word("kind", one.kind)}`}
            onClick={() => about(one.personId, "/log/session")}
          />
        ))}
      </List>
    </section>
  );
}

function Tasks({ overdue, due }: { overdue: DueTask[]; due: DueTask[] }) {
  return (
    <>
      {overdue.length > 0 && (
        <section class="section-tight">
          <h2>{t("today.overdue")}</h2>
          <TaskList tasks={overdue} named />
        </section>
      )}
      {due.length > 0 && (
        <section class="section-tight">
          <h2>{t("today.due")}</h2>
          <TaskList tasks={due} named />
        </section>
      )}
    </>
  );
}

function QuietPeople({ quiet }: { quiet: Quiet[] }) {
  const about = useAbout();
  const [isWhole, setWhole] = useState(false);
  if (quiet.length === 0) return null;
  const shown = isWhole ? quiet : quiet.slice(0, FIRST_QUIET);
  return (
    <section class="section-tight">
      <h2>{t("today.quiet")}</h2>
      <List>
        {shown.map((one) => (
          <ListRow key={one.personId} who={<NameWithFlags name={nameOf(one)} flags={one.face} />} what={quietWord(one.days)} onClick={() => about(one.personId)} />
        ))}
      </List>
      {shown.length < quiet.length && (
        <Button weight="quiet" wide onClick={() => setWhole(true)}>
          {t("log.everybody", { count: quiet.length })}
        </Button>
      )}
    </section>
  );
}

function Unsent({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <section class="section-tight">
      <List>
        <ListRow icon="send" who={t("today.unsent", { count })} what={t("today.unsent_help")} href="/more" />
      </List>
    </section>
  );
}
