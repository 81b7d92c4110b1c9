import { useState } from "preact/hooks";
import { t } from "../../../i18n";
import { Banner, Button, Segmented, Sheet } from "../../../ui";
import type { Decided, SetAsideReason } from "../../phone/decisions";
import { decide, tellDecided } from "./mail";

/** Why something is set aside, the likeliest first. */
const REASONS = ["entered_in_error", "duplicate", "wrong_person", "wrong_date", "other"] as const satisfies readonly SetAsideReason[];

/** What is held is not to be done: she says why, and what it says is deleted on the server. */
export function SetAside({ opId, open, onClose }: { opId: string; open: boolean; onClose: () => void }) {
  const [reason, setReason] = useState<(typeof REASONS)[number] | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [told, setTold] = useState<Decided | null>(null);
  const [isBusy, setBusy] = useState(false);

  async function go(): Promise<void> {
    if (isBusy) return;
    setError(reason === null ? t("inbox.aside_why") : null);
    if (reason === null) return;
    setBusy(true);
    const decided = await decide((way) => way.decideHeld(opId, reason)).catch((): Decided => "refused");
    setBusy(false);
    setTold(decided);
    if (decided !== "done" && decided !== "over") return;
    onClose();
    tellDecided(decided, t("inbox.aside_done"));
  }

  return (
    <Sheet title={t("inbox.aside_title")} open={open} onClose={onClose} closeLabel={t("back")}>
      <p>{t("inbox.aside_what")}</p>
      <div class="two-up">
        <Segmented
          label={t("inbox.aside_reason")}
          error={error}
          value={reason}
          choices={REASONS.map((value) => ({ value, label: t(`inbox.reason_${value}`) }))}
          onChoose={(chosen) => {
            setReason(chosen);
            setError(null);
          }}
        />
      </div>
      {told !== null && told !== "done" && <Banner tone={told === "no_network" ? "info" : "attention"} title={t(`inbox.${told}`)} live />}
      <Button weight="danger" wide busy={isBusy} onClick={() => void go()}>
        {t("inbox.aside")}
      </Button>
    </Sheet>
  );
}
