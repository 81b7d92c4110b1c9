import { useState } from "preact/hooks";
import { language, t } from "../../../i18n";
import { Banner, Button, ErrorSummary, Segmented, TimeField } from "../../../ui";
import { phone } from "../../around";
import { blankOuting, buildBack, buildOuting } from "../../model/build/deeds";
import type { Problem } from "../../model/build/form";
import { type Outing, outNow } from "../../model/outing";
import { dayAfter, dayAt, hourAt, minutesAfter, momentAt, rounded } from "../../model/time";
import { homeSites } from "../../model/views/places";
import { book, desktop, now, zone } from "./desk";
import { NotSaved } from "./saved";
import { StepTitle } from "./step-title";
import { hourWord, problemWord, someNames } from "./words";

/** Hours one tap away. */
const HOURS = [1, 2, 3, 4] as const;

/** Out now, back by: or, for who is out, that she is back. */
export function OutingScreen() {
  const read = book.value;
  if (read === null) return null;
  const out = outNow(read, now());
  return out === null ? <GoingOut /> : <OutNow out={out} />;
}

function GoingOut() {
  const read = book.value;
  const sites = read === null ? [] : homeSites(read, language());
  const [form, setForm] = useState(() => blankOuting(desktop(), sites.length === 1 ? (sites[0]?.siteId ?? null) : null));
  const [problems, setProblems] = useState<Problem[]>([]);
  const [state, setState] = useState<"open" | "busy" | "failed">("open");
  const wrong = (field: string) => problems.filter((one) => one.field === field).map(problemWord)[0] ?? null;
  const [hours, setHours] = useState<string>("2");

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    if (state === "busy") return;
    const built = buildOuting(form, desktop(), navigator.onLine);
    setProblems(built.ok ? [] : built.problems);
    if (!built.ok) return;
    setState("busy");
    await phone.saveAll(built.works).then(() => setState("open"), () => setState("failed"));
  }

  return (
    <form class="stack" noValidate onSubmit={(event) => void save(event)}>
      <StepTitle step="going">{t("outing.title")}</StepTitle>
      <p class="muted">{t("outing.what")}</p>
      {state === "failed" && <NotSaved />}
      <ErrorSummary title={t("mend")} mends={problems.map((one) => ({ field: one.field, text: problemWord(one) }))} />
      <div class="two-up">
        <Segmented
          id="backBy"
          label={t("outing.back_in")}
          error={wrong("backBy")}
          choices={HOURS.map((one) => ({ value: String(one), label: t("outing.hours", { count: one }) }))}
          value={hours}
          onChoose={(chosen) => {
            setHours(chosen);
            setForm({ ...form, backBy: backIn(Number(chosen)) });
          }}
        />
      </div>
      <TimeField
        label={t("outing.back_by")}
        value={hourAt(zone, form.backBy)}
        onChange={(event) => {
          const at = event.currentTarget.value;
          if (at === "") return;
          setHours("");
          setForm({ ...form, backBy: nextAt(at) });
        }}
      />
      {sites.length > 1 && (
        <Segmented id="siteId" label={t("outing.site")} help={t("outing.site_help")} error={wrong("siteId")} choices={sites.map(({ siteId, aliases }) => ({ value: siteId, label: someNames(aliases) }))} value={form.siteId} onChoose={(siteId) => setForm({ ...form, siteId })} />
      )}
      {sites.length === 0 && <Banner tone="attention" title={t("outing.no_site")} />}
      <Banner tone="info">
        <p>{t("outing.watched_when_sent")}</p>
      </Banner>
      <div class="save-bar">
        <Button type="submit" weight="primary" wide busy={state === "busy"}>
          {t("outing.go")}
        </Button>
      </div>
    </form>
  );
}

/** To the quarter after it. */
function backIn(hours: number): string {
  return rounded(minutesAfter(now().toISOString(), hours * 60 + 14), 15);
}

/** The next time the clock shows this hour. */
function nextAt(hour: string): string {
  const today = dayAt(zone, now());
  const at = momentAt(zone, today, hour);
  return Date.parse(at) > now().getTime() ? at : momentAt(zone, dayAfter(today, 1), hour);
}

function OutNow({ out }: { out: Outing }) {
  const [state, setState] = useState<"open" | "busy" | "failed">("open");

  async function back(): Promise<void> {
    if (state === "busy") return;
    const built = buildBack(out.id, desktop());
    if (!built.ok) return;
    setState("busy");
    await phone.saveAll(built.works).then(() => setState("open"), () => setState("failed"));
  }

  return (
    <div class="stack">
      <StepTitle step="out">{t("outing.out", { hour: hourWord(hourAt(zone, out.backBy)) })}</StepTitle>
      <p role="status">{t("log.saved")}</p>
      {state === "failed" && <NotSaved />}
      {out.late ? <Banner tone="critical" title={t("outing.late")} /> : <Banner tone={out.watched ? "good" : "attention"} title={t(out.watched ? "outing.watched" : "outing.not_watched")} live />}
      <div class="save-bar">
        <Button weight="primary" wide busy={state === "busy"} onClick={() => void back()}>
          {t("outing.back")}
        </Button>
      </div>
    </div>
  );
}
