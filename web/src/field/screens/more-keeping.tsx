import { useEffect, useState } from "preact/hooks";
import { bytes, t } from "../../i18n";
import { Banner, Button, toast } from "../../ui";
import { phone } from "../around";
import { askPromise, type Keeping, keeping } from "../phone/keeping";
import { handOver, rescueFile } from "../phone/rescue-file";

/** Whether the browser keeps what lies here, and a copy for the day when it cannot be sent. */
export function KeepingSection() {
  const [known, setKnown] = useState<Keeping | null>(null);
  useEffect(() => void keeping().then(setKnown), []);

  async function ask(): Promise<void> {
    const promised = await askPromise();
    setKnown(await keeping());
    if (!promised) toast(t("keeping.not_promised_help"));
  }

  return (
    <section class="section">
      <h2>{t("keeping.title")}</h2>
      {known?.promised === true && <Banner tone="good" title={t("keeping.promised")} />}
      {known?.promised === false && (
        <Banner tone="attention" title={t("keeping.not_promised")}>
          <Button onClick={() => void ask()}>{t("keeping.ask")}</Button>
        </Banner>
      )}
      {known !== null && known.used !== null && <p class="muted small">{t("keeping.used", { size: bytes(known.used) })}</p>}
      <RescueFile />
    </section>
  );
}

function RescueFile() {
  async function give(): Promise<void> {
    const db = phone.database();
    const day = phone.around.world.clock.now().toISOString().slice(0, 10);
    const file = db === null ? null : await rescueFile(db, day);
    if (file === null) toast(t("rescue.none"));
    // That she closes the list of apps is no failure.
    else await handOver(file).catch(() => undefined);
  }
  return (
    <div class="stack-tight">
      <p class="muted small">{t("rescue.what")}</p>
      <Button icon="share" wide onClick={() => void give()}>
        {t("rescue.button")}
      </Button>
    </div>
  );
}
