import { useEffect, useState } from "preact/hooks";
import { t } from "../../../i18n";
import { Banner, Card } from "../../../ui";
import { keepClashState } from "../../../store/decided";
import { phone } from "../../around";
import type { Conflict } from "../../model/views/inbox";
import type { ClashValues, Decided } from "../../phone/decisions";
import { nameOf } from "../log/words";
import { decide, decisions, tellDecided } from "./mail";
import { fieldWord, valueWord } from "./words";

type Known = ClashValues | Decided | null;

/** Both values as the server has them; null: it has not said yet. */
function useClash({ conflictId, opId }: Conflict): Known {
  const [known, setKnown] = useState<Known>(null);
  useEffect(() => {
    let isGone = false;
    if (conflictId === "") return;
    void decisions().readClash(conflictId).then(async (read) => {
      if (isGone || phone.state.value.kind !== "open") return;
      const state = read === "over" ? "gone" : typeof read === "string" ? null : read.state;
      if (state === "gone" || state === "resolved") await phone.amend((desk) => keepClashState(desk, opId, conflictId, state));
      else setKnown(read);
    });
    return () => {
      isGone = true;
    };
  }, [conflictId]);
  return known;
}

/** You wrote …, your colleague wrote …: a tap says which of them stands. */
export function ConflictCard({ conflict }: { conflict: Conflict }) {
  const known = useClash(conflict);
  return (
    <Card title={titleOf(conflict)}>
      <Choice conflict={conflict} known={known} />
    </Card>
  );
}

/** One that a rule has decided. It is not asked for before she looks: every look is written down. */
export function SettledConflict({ conflict }: { conflict: Conflict }) {
  const [isAsked, setAsked] = useState(false);
  const stands = t(conflict.kept === "sent" ? "inbox.stands_yours" : "inbox.stands_theirs");
  return (
    <div class="card stack">
      <h3>{titleOf(conflict)}</h3>
      <p class="muted">{stands}</p>
      {isAsked ? (
        <ConflictChoice conflict={conflict} />
      ) : (
        <button type="button" class="button button-plain button-wide" onClick={() => setAsked(true)}>
          {t("inbox.look")}
        </button>
      )}
    </div>
  );
}

function ConflictChoice({ conflict }: { conflict: Conflict }) {
  return <Choice conflict={conflict} known={useClash(conflict)} />;
}

function titleOf({ alias, field }: Conflict): string {
  return t("inbox.conflict_title", { name: nameOf({ alias, publicCode: null }), field: fieldWord(field) ?? t("inbox.field_other") });
}

function Choice({ conflict, known }: { conflict: Conflict; known: Known }) {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<Decided | null>(null);
  const values = known === null || typeof known === "string" ? null : known;
  const yours = valueWord(conflict.field, values?.sent ?? conflict.yours);
  const theirs = valueWord(conflict.field, values?.stood ?? conflict.theirs);
  const why = failed ?? (typeof known === "string" ? known : null);

  async function take(side: "sent" | "stood", value: string | null): Promise<void> {
    if (busy) return;
    setBusy(true);
    const decided = await decide((now) => now.decideClash(conflict.opId, conflict.conflictId, side)).catch((): Decided => "refused");
    setBusy(false);
    setFailed(decided === "done" || decided === "over" ? null : decided);
    if (decided === "done" || decided === "over") tellDecided(decided, t("inbox.decided", { what: value ?? "" }));
  }

  return (
    <>
      <div class="versus">
        <Side label={t("inbox.you_wrote")} value={yours} busy={busy} onTake={() => void take("sent", yours)} />
        <Side label={t("inbox.they_wrote")} value={theirs} busy={busy} onTake={() => void take("stood", theirs)} />
      </div>
      {why !== null && why !== "done" && <Banner tone={why === "no_network" ? "info" : "attention"} title={t(`inbox.${why}`)} live />}
    </>
  );
}

/** One of the two: what is not known here is fetched, and cannot be chosen unseen. */
function Side({ label, value, busy, onTake }: { label: string; value: string | null; busy: boolean; onTake: () => void }) {
  return (
    <button type="button" class="side" disabled={value === null} aria-disabled={busy || undefined} onClick={onTake}>
      <span class="muted small">{label}</span>
      <span class="side-value" dir="auto">
        {value ?? t("inbox.not_here")}
      </span>
      {value !== null && <span class="side-take">{t("inbox.take")}</span>}
    </button>
  );
}
