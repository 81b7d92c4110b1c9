import { t } from "../i18n";
import { Banner, Button } from "../ui";
import { laterVersion, newVersion, useNewVersion } from "./update";

/** A new version is ready: now or later, her word. */
export function UpdateNotice() {
  const { value } = newVersion;
  if (value === "none" || value === "later") return null;
  return (
    <div class="update-notice">
      <Banner tone="info" title={t("update.ready")} live>
        {value === "held_by_form" && <p>{t("update.form")}</p>}
        <div class="row">
          <Button onClick={() => void useNewVersion()}>{t("update.now")}</Button>
          <Button weight="quiet" onClick={laterVersion}>
            {t("update.later")}
          </Button>
        </div>
      </Banner>
    </div>
  );
}
