import { t } from "../../i18n";
import { Button, ButtonLink, List, ListRow, Segmented } from "../../ui";
import { chooseTheme, theme, type Theme } from "../../ui/theme";
import { phone } from "../around";
import { LanguageChoice } from "./language-choice";
import { KeepingSection } from "./more-keeping";
import { SendingSection } from "./more-sending";
import { SlipsSection } from "./more-slips";

/** What is about the phone itself: what waits, what is kept, how it looks and speaks, and locking it. */
export function MoreScreen() {
  return (
    <div>
      <h1 class="hidden-text">{t("nav.more")}</h1>
      <SendingSection />
      <SlipsSection />
      <KeepingSection />
      <section class="section">
        <h2>{t("more.look")}</h2>
        <LanguageChoice />
        <Segmented<Theme>
          label={t("more.theme")}
          value={theme()}
          onChoose={chooseTheme}
          choices={[
            { value: "auto", label: t("more.theme_auto") },
            { value: "light", label: t("more.theme_light") },
            { value: "dark", label: t("more.theme_dark") },
          ]}
        />
      </section>
      <section class="section">
        <List>
          <ListRow icon="help" who={t("numbers.open")} href="/numbers" />
        </List>
        <Button icon="lock" wide onClick={() => void phone.lockEverywhere()}>
          {t("more.lock")}
        </Button>
        <ButtonLink weight="danger" wide href="/wipe">
          {t("wipe.open")}
        </ButtonLink>
      </section>
    </div>
  );
}
