import { useState } from "preact/hooks";
import { moment, t } from "../../../i18n";
import { Banner, Button, ButtonLink, Card, toast } from "../../../ui";
import { mendable } from "../../model/mend";
import type { Held } from "../../model/views/inbox";
import type { Decided } from "../../phone/decisions";
import { now } from "../log/desk";
import { decide, tellDecided } from "./mail";
import { mending } from "./mend";
import { SetAside } from "./set-aside";
import { typedWords, whyHeld, workWord, worryWord } from "./words";

/** Something of hers that is held: why, in plain words, and what she can do. */
export function HeldCard({ held }: { held: Held }) {
  const [isBusy, setBusy] = useState(false);
  const [isAside, setAside] = useState(false);
  const [told, setTold] = useState<Decided | null>(null);
  const words = typedWords(held.set);
  const worry = worryWord(held.set);
  const [reason, ...more] = whyHeld(held);

  async function again(): Promise<void> {
    if (isBusy) return;
    setBusy(true);
    const decided = await decide((way) => way.decideHeld(held.opId, null)).catch((): Decided => "refused");
    setBusy(false);
    setTold(decided === "done" || decided === "over" ? null : decided);
    if (decided === "done" || decided === "over") tellDecided(decided, t("inbox.counts"));
  }

  async function copy(): Promise<void> {
    const done = await navigator.clipboard.writeText(words ?? "").then(() => true, () => false);
    toast(t(done ? "inbox.copied" : "inbox.not_copied"));
  }

  const isMendable = mendable(held).length > 0;
  return (
    <Card title={[held.alias, workWord(held.what)].filter((part) => part !== null).join(" · ")}>
      <p class="muted small figures">{moment(new Date(held.at), now())}</p>
      <div class="stack-tight">
        <p>{reason}</p>
        {more.map((line) => (
          <p key={line} class="muted">
            {line}
          </p>
        ))}
      </div>
      {worry !== null && <Banner tone="info" title={worry} />}
      {words !== null && (
        <blockquote class="typed" dir="auto">
          {words}
        </blockquote>
      )}
      {told !== null && told !== "done" && <Banner tone={told === "no_network" ? "info" : "attention"} title={t(`inbox.${told}`)} live />}
      <div class="deeds">
        {isMendable && (
          <ButtonLink icon="log" wide href="/inbox/mend" onClick={() => (mending.value = held.opId)}>
            {t("inbox.mend")}
          </ButtonLink>
        )}
        <Button icon="send" wide busy={isBusy} onClick={() => void again()}>
          {t("inbox.again")}
        </Button>
        {words !== null && (
          <Button weight="quiet" onClick={() => void copy()}>
            {t("inbox.copy")}
          </Button>
        )}
        <Button weight="quiet" onClick={() => setAside(true)}>
          {t("inbox.aside")}
        </Button>
      </div>
      <SetAside opId={held.opId} open={isAside} onClose={() => setAside(false)} />
    </Card>
  );
}
