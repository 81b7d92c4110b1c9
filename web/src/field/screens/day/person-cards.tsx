import { t } from "../../../i18n";
import { ButtonLink, Card, List, ListRow } from "../../../ui";
import type { Decision } from "../../model/consent";
import type { Appointment } from "../../model/facts";
import type { Needs } from "../../model/people";
import { dayAt } from "../../model/time";
import { now, zone } from "../log/desk";
import { word } from "../log/words";
import { consentKindWord, consentStatusWord, dateWord, dayTitle, whenWord } from "./words";

/** What whoever is with her has to know when something happens. */
export function InAnEmergency({ needs }: { needs: Needs | null }) {
  const [medical, contact] = [needs?.medical ?? null, needs?.emergencyContact ?? null];
  return (
    <Card title={t("person.emergency")}>
      <dl class="stack">
        <div>
          <dt class="muted small">{t("person.medical")}</dt>
          <dd dir="auto" class="said">
            {medical ?? t("person.nothing_written")}
          </dd>
        </div>
        <div>
          <dt class="muted small">{t("person.emergency_contact")}</dt>
          <dd dir="auto" class="said">
            {contact ?? t("person.nothing_written")}
          </dd>
        </div>
      </dl>
      <ButtonLink icon="help" weight="quiet" href="/numbers">
        {t("numbers.open")}
      </ButtonLink>
    </Card>
  );
}

/** When she is expected, and earlier plans of which nobody has said what became. */
export function Plans({ appointments }: { appointments: Appointment[] }) {
  if (appointments.length === 0) return null;
  const at = now().toISOString();
  return (
    <section class="section-tight">
      <h2>{t("person.plans")}</h2>
      <List>
        {appointments.map(({ id, startsAt, kind, mode }) => {
          const isOver = startsAt !== null && startsAt < at;
          const what = isOver ? t("today.settle") : word("mode", mode);
          const when = startsAt === null ? undefined : whenWord(startsAt);
          return <ListRow key={id} icon={isOver ? "attention" : "today"} who={word("kind", kind)} what={what} when={when} {...(isOver ? { href: "/log/session" } : {})} />;
        })}
      </List>
    </section>
  );
}

/** Where she stands on each question, as far as this phone knows. */
export function Consents({ decisions }: { decisions: Decision[] }) {
  const today = dayAt(zone, now());
  return (
    <section class="section-tight">
      <h2>{t("person.consents")}</h2>
      <List>
        {decisions.map((one) => {
          const status = one.status === "given" && one.expiresOn !== null && one.expiresOn < today ? "expired" : one.status;
          const until = one.status === "given" && one.expiresOn !== null ? ` · ${t("person.until", { day: dateWord(one.expiresOn) })}` : "";
          return <ListRow key={one.id} icon={status === "given" || status === "best_interests_decision" ? "good" : "attention"} who={consentKindWord(one.kind)} what={consentStatusWord(status) + until} when={dayTitle(dayAt(zone, one.at))} />;
        })}
      </List>
      {decisions.length === 0 && <p class="muted">{t("person.consents_none")}</p>}
      <ButtonLink icon="check" wide href="/person/consent">
        {t("consent.title")}
      </ButtonLink>
    </section>
  );
}
