import { useId } from "preact/hooks";
import { t } from "../../../i18n";
import { Banner, Button, Field, Segmented, Select } from "../../../ui";
import { ATTENDANCES, CONTACT_MODES } from "../../model/codes";
import type { Problem } from "../../model/build/form";
import { isAhead, type SessionEvent, type SessionFlow } from "../../model/flow/session";
import type { Enrolment } from "../../model/people";
import { dayAt, hourAt } from "../../model/time";
import { now, zone } from "./desk";
import { NoteFields } from "./note-fields";
import { WhenField } from "./when-field";
import { choicesOf, dayWord, hourWord, problemWord, word } from "./words";

/** How it went, with everything else already filled in: one tap saves. What lies ahead turns into a plan. */
export function WentStep({ flow, problems, enrolment, send, onSave }: { flow: SessionFlow; problems: Problem[]; enrolment: Enrolment | null; send: (event: SessionEvent) => void; onSave: () => void }) {
  const { form, step } = flow;
  const isPlan = isAhead(form.startsAt, now());
  const wrong = (field: string) => problems.filter((one) => one.field === field).map(problemWord)[0] ?? null;
  const isPart = form.attendance === "late" || form.attendance === "left_early";
  return (
    <div class="stack">
      {isPlan ? (
        <Banner tone="info" title={t("log.ahead")} live />
      ) : (
        <div class="two-up">
          <Segmented id="attendance" label={t("log.took_part")} choices={choicesOf("attendance", ATTENDANCES)} value={form.attendance as (typeof ATTENDANCES)[number] | null} error={wrong("attendance")} onChoose={(attendance) => send({ type: "went", attendance })} />
        </div>
      )}
      {!isPlan && isPart && (
        <Field
          id="attendedMinutes"
          label={t("log.there_for")}
          unit={t("log.minutes")}
          inputMode="numeric"
          error={wrong("attendedMinutes")}
          value={form.attendedMinutes === null ? "" : String(form.attendedMinutes)}
          onInput={(event) => send(wentFor(form.attendance, event.currentTarget.value))}
        />
      )}
      {form.note !== null && (!isPlan || form.note.text !== "") && <NoteFields label={t("note.words")} note={form.note} onChange={(note) => send({ type: "note", note })} problems={problems} prefix="note." />}
      <WhenAndHow flow={flow} send={send} wrong={wrong} />
      {!isPlan && enrolment !== null && isOutside(enrolment, form.startsAt) && <Banner tone="attention" title={t("log.problem_outside_enrolment")} />}
      <div class="save-bar">
        <Button weight="primary" wide busy={step === "saving"} onClick={onSave}>
          {t(isPlan ? "log.save_plan" : "log.save")}
        </Button>
      </div>
    </div>
  );
}

function WhenAndHow({ flow: { form }, send, wrong }: { flow: SessionFlow; send: (event: SessionEvent) => void; wrong: (field: string) => string | null }) {
  const id = useId();
  const today = dayAt(zone, now());
  const began = t("log.began", { day: dayWord(dayAt(zone, form.startsAt), today), hour: hourWord(hourAt(zone, form.startsAt)) });
  const [when, mode] = [wrong("startsAt"), wrong("mode")];
  return (
    <details class="disclosure" open={when !== null || mode !== null || undefined}>
      <summary>
        <span class="disclosure-what">
          {began} · {word("mode", form.mode)}
        </span>
        <span class="disclosure-do">{t("log.change")}</span>
      </summary>
      <div class="stack">
        <WhenField id="startsAt" side="behind" value={form.startsAt} error={when} onChange={(at) => send({ type: "started", at })} />
        <Select
          id={`mode-${id}`}
          label={t("log.how_met")}
          error={mode}
          options={choicesOf("mode", CONTACT_MODES)}
          value={form.mode ?? ""}
          onChange={(event) => send({ type: "how", mode: event.currentTarget.value })}
        />
      </div>
    </details>
  );
}

function wentFor(attendance: string | null, typed: string): SessionEvent {
  const digits = typed.replace(/\D/g, "").slice(0, 4);
  const event = { type: "went" as const, attendance: attendance ?? "present" };
  return digits === "" ? event : { ...event, attendedMinutes: Number(digits) };
}

function isOutside({ enrolledOn, exitedOn }: Enrolment, startsAt: string): boolean {
  const day = dayAt(zone, startsAt);
  return (enrolledOn !== null && day < enrolledOn) || (exitedOn !== null && day > exitedOn);
}
