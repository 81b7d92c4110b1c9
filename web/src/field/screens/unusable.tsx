import { t } from "../../i18n";
import { Banner, Button } from "../../ui";
import { phone } from "../around";
import { PublicFrame } from "../frame";

/** The browser lets nothing be kept here: what it may be, and another try. Nothing was deleted. */
export function UnusableScreen() {
  return (
    <PublicFrame>
      <div class="stack">
        <Banner tone="critical" title={t("unusable.title")}>
          <p>{t("unusable.why")}</p>
        </Banner>
        <Button weight="primary" wide onClick={() => void phone.start()}>
          {t("unusable.again")}
        </Button>
      </div>
    </PublicFrame>
  );
}
