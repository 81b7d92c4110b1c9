import { moment, t } from "../../i18n";
import { ButtonLink, Card } from "../../ui";
import { phone } from "../around";

/** Notes taken while the phone was locked, and not placed yet. */
export function SlipsSection() {
  const { value: slips } = phone.slips;
  if (slips.length === 0) return null;
  const now = phone.around.world.clock.now();
  return (
    <section class="section">
      <h2>{t("slip.waiting", { count: slips.length })}</h2>
      {slips.map(({ id, at, text }) => (
        <Card key={id}>
          <p class="muted small figures">{moment(new Date(at), now)}</p>
          <p class="slip-text" dir="auto">
            {text}
          </p>
        </Card>
      ))}
      <ButtonLink icon="person" wide href="/log/slips">
        {t("slip.place")}
      </ButtonLink>
    </section>
  );
}
