import { dateAndTime, t } from "../../../i18n";
import type { NextContact } from "../../model/contact";

/** When she is expected next. */
export function NextSection({ next }: { next: NextContact | null }) {
  if (next === null) return null;
  return (
    <section class="section">
      <h2>{t("together.next")}</h2>
      <p class="figures">{dateAndTime(new Date(next.at))}</p>
    </section>
  );
}

/** What she said herself and somebody wrote down. */
export function WordsSection({ words }: { words: { id: string; text: string }[] }) {
  if (words.length === 0) return null;
  return (
    <section class="section">
      <h2>{t("together.words")}</h2>
      {words.map(({ id, text }) => (
        <blockquote key={id} class="her-words" dir="auto">
          {text}
        </blockquote>
      ))}
    </section>
  );
}

/** What she may ask for. */
export function RightsSection() {
  return (
    <section class="section">
      <h2>{t("together.rights")}</h2>
      <ul class="plain-list">
        <li>{t("together.right_see")}</li>
        <li>{t("together.right_mend")}</li>
        <li>{t("together.right_no")}</li>
      </ul>
      <p class="muted">{t("together.rights_how")}</p>
    </section>
  );
}
