import { useLocation } from "preact-iso";
import type { ComponentChildren } from "preact";
import { t } from "../../../i18n";
import { Banner, Button, Icon } from "../../../ui";
import { StepTitle } from "./step-title";

/** It is on the disk, and she is told so: what it was, that it goes by itself, and the way back. */
export function SavedPanel({ what, doneAt = "/log", children }: { what: string; doneAt?: string; children?: ComponentChildren }) {
  const { route } = useLocation();
  return (
    <div class="stack">
      <div class="saved" role="status">
        <Icon name="good" />
        <div class="stack-tight">
          <StepTitle step="saved">{t("log.saved")}</StepTitle>
          <p dir="auto">{what}</p>
          <p class="muted small">{t("log.saved_goes")}</p>
        </div>
      </div>
      <Button weight="primary" wide onClick={() => route(doneAt)}>
        {t("log.done")}
      </Button>
      {children}
    </div>
  );
}

/** It could not be written to the disk; everything stays in the form. */
export function NotSaved() {
  return <Banner tone="critical" title={t("log.not_saved")} live />;
}
