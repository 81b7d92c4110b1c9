import { t } from "../../../i18n";
import { Field, Select } from "../../../ui";
import type { Problem } from "../../model/build/form";
import { CONTACT_MODES, GROUP_TYPES } from "../../model/codes";
import type { Roll, RollEvent } from "../../model/flow/roll";
import { dayAt, hourAt } from "../../model/time";
import { now, zone } from "./desk";
import { WhenField } from "./when-field";
import { choicesOf, dayWord, hourWord, minutesWord, problemWord, word } from "./words";

/** What the group was, when and how long: filled in already, and out of the way. */
export function RollDetails({ roll, problems, send }: { roll: Roll; problems: Problem[]; send: (event: RollEvent) => void }) {
  const wrong = (field: string) => problems.filter((one) => one.field === field).map(problemWord)[0] ?? null;
  const isWrong = ["startsAt", "minutes", "mode", "title", "kind"].some((field) => wrong(field) !== null);
  const day = dayWord(dayAt(zone, roll.startsAt), dayAt(zone, now()));
  const about = [word("kind", roll.kind), `${day} ${hourWord(hourAt(zone, roll.startsAt))}`, roll.minutes === null ? null : minutesWord(roll.minutes)];
  const set = (fields: Extract<RollEvent, { type: "about" }>["fields"]) => send({ type: "about", fields });
  return (
    <details class="disclosure" open={isWrong || undefined}>
      <summary>
        <span class="disclosure-what">{about.filter((part) => part !== null).join(" · ")}</span>
        <span class="disclosure-do">{t("log.change")}</span>
      </summary>
      <div class="stack">
        <Select id="kind" label={t("log.what")} options={choicesOf("kind", GROUP_TYPES)} error={wrong("kind")} value={roll.kind ?? ""} onChange={(event) => set({ kind: event.currentTarget.value })} />
        <WhenField id="startsAt" side="behind" value={roll.startsAt} error={wrong("startsAt")} onChange={(startsAt) => set({ startsAt })} />
        <Field
          id="minutes"
          label={t("log.long")}
          unit={t("log.minutes")}
          inputMode="numeric"
          error={wrong("minutes")}
          value={roll.minutes === null ? "" : String(roll.minutes)}
          onInput={(event) => set({ minutes: Number.parseInt(event.currentTarget.value.replace(/\D/g, "").slice(0, 4), 10) || null })}
        />
        <Select id="mode" label={t("log.how_met")} options={choicesOf("mode", CONTACT_MODES)} error={wrong("mode")} value={roll.mode} onChange={(event) => set({ mode: event.currentTarget.value })} />
        <Field id="title" label={t("roll.name")} help={t("roll.name_help")} maxLength={60} autocomplete="off" spellcheck={false} dir="auto" error={wrong("title")} value={roll.title} onInput={(event) => set({ title: event.currentTarget.value })} />
      </div>
    </details>
  );
}
