import { useState } from "preact/hooks";
import { t } from "../../../i18n";
import { Button, Field } from "../../../ui";
import type { Dossier } from "../../model/book";
import { GROUP_TYPES, isOf, SESSION_TYPES } from "../../model/codes";
import type { SessionEvent, SessionFlow } from "../../model/flow/session";
import { MOST_MINUTES } from "../../model/build/form";
import { usualWith } from "../../model/usual";
import { minutesWord, word } from "./words";

/** What is done most, where nothing is known of her. */
const COMMON = ["individual_mentoring", "home_visit", "case_management", "family_meeting", "individual_counselling", "job_coaching"];
/** How many kinds are shown before she asks for all. */
const FIRST = 6;
/** Where a kind takes place, where that is nearly always so. */
const PLACE_OF: { [kind: string]: string } = {
  home_visit: "in_person_home",
  custody_visit: "in_person_institution",
  court_accompaniment: "in_person_institution",
  medical_accompaniment: "in_person_institution",
  school_meeting: "in_person_institution",
};
const LENGTHS = [15, 30, 45, 60, 90, 120];

type Send = (event: SessionEvent) => void;

/** What it was: as usual in one tap, or a kind. */
export function WhatStep({ flow, dossier, send }: { flow: SessionFlow; dossier: Dossier | null; send: Send }) {
  const [isWhole, setWhole] = useState(false);
  const alone = SESSION_TYPES.filter((kind) => !isOf(GROUP_TYPES, kind));
  const kinds = isWhole ? alone : kindsFor(dossier).slice(0, FIRST);
  const { kind, minutes } = flow.form;
  return (
    <div class="stack">
      <button type="button" class="tile tile-first" onClick={() => send({ type: "as_usual" })}>
        <span class="tile-name">{t("log.as_usual")}</span>
        <span class="muted small">
          {word("kind", kind)} · {minutesWord(minutes ?? usualWith(dossier ?? undefined).minutes)}
        </span>
      </button>
      <div class="tiles">
        {kinds.map((one) => (
          <button key={one} type="button" class="tile" onClick={() => send(PLACE_OF[one] === undefined ? { type: "what", kind: one } : { type: "what", kind: one, mode: PLACE_OF[one] })}>
            {word("kind", one)}
          </button>
        ))}
      </div>
      {!isWhole && (
        <Button weight="quiet" wide onClick={() => setWhole(true)}>
          {t("log.more_kinds")}
        </Button>
      )}
    </div>
  );
}

/** Kinds of her earlier sessions first, the most frequent first, then what is common. */
function kindsFor(dossier: Dossier | null): string[] {
  const counts = new Map<string, number>();
  for (const { session } of dossier?.meetings ?? []) {
    const { kind, isGroup } = session;
    if (!isGroup && isOf(SESSION_TYPES, kind) && !isOf(GROUP_TYPES, kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const hers = [...counts].sort(([one, count], [other, otherCount]) => otherCount - count || one.localeCompare(other)).map(([kind]) => kind);
  return [...new Set([...hers, ...COMMON])];
}

/** How long it took: one tap. */
export function LongStep({ flow, send }: { flow: SessionFlow; send: Send }) {
  const [typed, setTyped] = useState("");
  const minutes = Number(typed);
  const isFit = typed !== "" && Number.isInteger(minutes) && minutes >= 1 && minutes <= MOST_MINUTES;
  return (
    <div class="stack">
      <div class="tiles">
        {LENGTHS.map((one) => (
          <button key={one} type="button" class="tile figures" aria-pressed={flow.chosen.minutes && one === flow.form.minutes} onClick={() => send({ type: "long", minutes: one })}>
            {minutesWord(one)}
          </button>
        ))}
      </div>
      <form
        class="stack-tight"
        onSubmit={(event) => {
          event.preventDefault();
          if (isFit) send({ type: "long", minutes });
        }}
      >
        <Field label={t("log.other_length")} unit={t("log.minutes")} inputMode="numeric" autocomplete="off" value={typed} onInput={(event) => setTyped(event.currentTarget.value.replace(/\D/g, "").slice(0, 4))} />
        {isFit && (
          <Button type="submit" wide>
            {t("go_on")}
          </Button>
        )}
      </form>
    </div>
  );
}
