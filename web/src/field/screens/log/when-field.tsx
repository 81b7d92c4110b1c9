import { useState } from "preact/hooks";
import { t } from "../../../i18n";
import { DateField, Segmented, TimeField } from "../../../ui";
import { dayAfter, dayAt, hourAt, momentAt } from "../../model/time";
import { now, zone } from "./desk";
import { capital, dayWord } from "./words";

/** Days one tap away, counted from today: what was is rarely older, what is planned is often a week on. */
const NEAR = { behind: [0, -1], ahead: [0, 1, 7] } as const;

/** A day and an hour: the near days one tap away, any other by the phone's own calendar. */
export function WhenField({ value, onChange, side, error, id }: { value: string; onChange: (at: string) => void; side: "behind" | "ahead"; error?: string | null; id: string }) {
  const today = dayAt(zone, now());
  const [day, hour] = [dayAt(zone, value), hourAt(zone, value)];
  const near = NEAR[side].map((days) => dayAfter(today, days));
  const [isOther, setOther] = useState(!near.includes(day));
  const to = (onDay: string, atHour: string) => {
    if (onDay !== "" && atHour !== "") onChange(momentAt(zone, onDay, atHour));
  };
  const choices = [...near.map((one, at) => ({ value: one, label: capital(at === 2 ? t("log.in_a_week") : dayWord(one, today)) })), { value: "other", label: capital(t("log.other_day")) }];
  return (
    <div class="stack two-up">
      <Segmented
        id={id}
        label={t("log.which_day")}
        choices={choices}
        value={isOther ? "other" : day}
        error={error ?? null}
        onChoose={(chosen) => {
          setOther(chosen === "other");
          if (chosen !== "other") to(chosen, hour);
        }}
      />
      {isOther && <DateField label={t("log.date")} value={day} onChange={(event) => to(event.currentTarget.value, hour)} />}
      <TimeField label={t("log.hour")} value={hour} onChange={(event) => to(day, event.currentTarget.value)} />
    </div>
  );
}
