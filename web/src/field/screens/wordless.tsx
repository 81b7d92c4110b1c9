import { t } from "../../i18n";
import { Banner, Button, Progress } from "../../ui";
import { phone } from "../around";
import { PublicFrame } from "../frame";
import { SlipButton } from "./slip-button";

/** An open phone without the words of its screens: just enrolled, or of an older version. They come with the first contact. */
export function WordlessScreen() {
  const sending = phone.loop.value?.sending.value ?? { kind: "quiet" };
  return (
    <PublicFrame>
      <div class="stack">
        <h1>{t("words.title")}</h1>
        {sending.kind === "under_way" ? (
          <Progress label={t("words.fetching")} />
        ) : (
          <>
            <Banner tone="attention" title={t(sending.kind === "sign_in" ? "sending.sign_in" : "words.not_there")} live>
              <p>{t(sending.kind === "sign_in" ? "sending.sign_in_help" : "words.once")}</p>
            </Banner>
            <Button weight="primary" wide onClick={() => phone.sync("tapped")}>
              {t("unusable.again")}
            </Button>
          </>
        )}
        <SlipButton />
        <Button icon="lock" wide onClick={() => void phone.lockEverywhere()}>
          {t("more.lock")}
        </Button>
      </div>
    </PublicFrame>
  );
}
