import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { Banner, Button } from "../../ui";
import { askPromise } from "../phone/keeping";
import { install, offered } from "../install";

/** It is enrolled: what the browser promises, in words, and then the phone opens. */
export function DoneStep({ name, organisation, onFinish }: { name: string; organisation: string; onFinish: () => Promise<void> }) {
  const [promise, setPromise] = useState<"not_asked" | "kept" | "not_kept">("not_asked");
  const [isBusy, setBusy] = useState(false);

  async function ask(): Promise<void> {
    setPromise((await askPromise()) ? "kept" : "not_kept");
  }

  async function finish(): Promise<void> {
    setBusy(true);
    await onFinish();
  }

  return (
    <div class="stack">
      <h1>{t("enrol.done", { name })}</h1>
      <p>{t("enrol.done_where", { organisation })}</p>
      {promise === "not_asked" && (
        <>
          <p>{t("keeping.why")}</p>
          <Button weight="primary" wide onClick={() => void ask()}>
            {t("keeping.ask")}
          </Button>
        </>
      )}
      {promise === "kept" && <Banner tone="good" title={t("keeping.promised")} live />}
      {promise === "not_kept" && (
        <Banner tone="attention" title={t("keeping.not_promised")} live>
          <p>{t("keeping.not_promised_help")}</p>
        </Banner>
      )}
      {offered.value !== null && promise !== "not_asked" && (
        <Button wide onClick={() => void install()}>
          {t("install.button")}
        </Button>
      )}
      {promise !== "not_asked" && (
        <Button weight="primary" wide busy={isBusy} onClick={() => void finish()}>
          {t("enrol.open")}
        </Button>
      )}
    </div>
  );
}
