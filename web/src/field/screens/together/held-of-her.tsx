import { number, t } from "../../../i18n";
import type { HeldOfHer } from "../../model/views/together";
import { genderWord, languageWord } from "../inbox/words";

/** What is held of her on this phone, in plain words; of what is only for who meets her, that it is there. */
export function HeldSection({ held }: { held: HeldOfHer[] }) {
  return (
    <section class="section">
      <h2>{t("together.held")}</h2>
      <dl class="held-facts">
        {held.map((one) => (
          <div key={one.what} class="held-fact">
            <dt>{t(`together.held_${one.what}`)}</dt>
            <dd dir="auto">{valueOf(one)}</dd>
          </div>
        ))}
      </dl>
      <p class="muted">{t("together.held_elsewhere")}</p>
    </section>
  );
}

function valueOf({ what, value }: HeldOfHer): string {
  if (value === null) return t("together.is_written");
  if (typeof value === "number") return number(value);
  if (what === "language") return languageWord(value);
  return what === "gender" ? genderWord(value) : value;
}
