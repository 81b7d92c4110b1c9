import { moment, number, t } from "../../i18n";
import { Banner, Button, ButtonLink } from "../../ui";
import { phone } from "../around";

/** What is sent and what is not, in words and numbers, and a try at once. */
export function SendingSection() {
  const standing = phone.standing.value;
  const sending = phone.loop.value?.sending.value ?? { kind: "quiet" };
  if (standing === null) return null;
  const { unsent, unreadable, stranded, aside, held, lastContact } = standing;
  const contact = lastContact === null ? t("sending.never") : moment(new Date(lastContact), phone.around.world.clock.now());
  return (
    <section class="section">
      <h2>{t("sending.title")}</h2>
      <dl class="facts figures">
        <dt>{t("sending.unsent")}</dt>
        <dd>{number(unsent)}</dd>
        <dt>{t("sending.held")}</dt>
        <dd>{number(held)}</dd>
        <dt>{t("sending.contact")}</dt>
        <dd>{contact}</dd>
      </dl>
      {sending.kind === "sign_in" && (
        <Banner tone="critical" title={t("sending.sign_in")} live>
          <p>{t("sending.sign_in_help")}</p>
          <ButtonLink icon="key" href="/device">
            {t("online.new_code")}
          </ButtonLink>
        </Banner>
      )}
      {sending.kind === "waiting" && <Banner tone="info" title={t(sending.why === "no_answer" ? "sending.no_answer" : "sending.later")} live />}
      {unreadable > 0 && <Banner tone="attention" title={t("sending.unreadable", { count: unreadable })} />}
      {stranded + aside > 0 && (
        <Banner tone="attention" title={t("recover.what", { count: stranded + aside })}>
          <ButtonLink href="/recover">{t("recover.open")}</ButtonLink>
        </Banner>
      )}
      <Button icon="send" wide busy={sending.kind === "under_way"} onClick={() => phone.sync("tapped")}>
        {sending.kind === "under_way" ? t("status.sending") : t("sending.now")}
      </Button>
    </section>
  );
}
