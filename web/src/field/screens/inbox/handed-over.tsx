import { t } from "../../../i18n";
import { ListRow } from "../../../ui";
import { dayAt } from "../../model/time";
import type { HandedOver } from "../../model/views/inbox";
import { now, zone } from "../log/desk";
import { capital, dayWord } from "../log/words";

/** Somebody a colleague works with now: no name, which is not on this phone any more, only what she did last and what is left of it. */
export function HandedOverRow({ stub: { lastAt, unsent, held } }: { stub: HandedOver }) {
  const left = unsent > 0 ? t("inbox.left_unsent", { count: unsent }) : held > 0 ? t("inbox.left_held", { count: held }) : t("inbox.left_none");
  return <ListRow icon="person" who={t("inbox.somebody")} what={left} when={capital(dayWord(dayAt(zone, lastAt), dayAt(zone, now())))} />;
}
