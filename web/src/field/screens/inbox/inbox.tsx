import { useEffect } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { t } from "../../../i18n";
import { EmptyState, List, ListRow } from "../../../ui";
import { phone } from "../../around";
import { openOf } from "../../model/views/inbox";
import { useMarks } from "../log/marks";
import { StepTitle } from "../log/step-title";
import { ConflictCard, SettledConflict } from "./conflict";
import { HandedOverRow } from "./handed-over";
import { HeldCard } from "./held";
import { catchUp, mail, replaced, tidy } from "./mail";
import { PhoneNotices, ToldCards, useNotices } from "./notices";
import "./inbox.css";

/** What came back to her: what somebody has to decide on, what two wrote, whose work went to a colleague, and what she is told. */
export function InboxScreen() {
  const told = useNotices();
  const marks = useMarks().flatMap((roll) => roll.marks).filter(({ stands, overrules }) => stands !== null && !overrules);
  useEffect(() => void catchUp().catch(() => undefined), []);
  const done = replaced.value.join();
  useEffect(() => {
    if (done !== "") void tidy().catch(() => undefined);
  }, [done]);
  const came = mail.value;
  if (came === null) return null;
  const { held, mended, conflicts, handedOver, notices } = came;
  const [open, settled] = [openOf(conflicts), conflicts.filter((one) => !one.open)];
  const isEmpty = [held, mended, conflicts, handedOver, notices, told.notices, marks].every(({ length }) => length === 0);
  return (
    <div class="stack-wide">
      <StepTitle step="inbox">{t("nav.inbox")}</StepTitle>
      {isEmpty && <EmptyState text={t(phone.standing.value?.lastContact === null ? "inbox.never" : "inbox.empty")} />}
      {notices.length > 0 && <PhoneNotices notices={notices} />}
      {(open.length > 0 || marks.length > 0) && (
        <Part title={t("inbox.conflicts")} help={t("inbox.conflicts_help")}>
          {open.map((one) => (
            <ConflictCard key={one.conflictId} conflict={one} />
          ))}
          {marks.length > 0 && (
            <List>
              <ListRow icon="people" who={t("inbox.marks", { count: marks.length })} href="/log/marks" />
            </List>
          )}
        </Part>
      )}
      {held.length > 0 && (
        <Part title={t("inbox.held")} help={t("inbox.held_help")}>
          {held.map((one) => (
            <HeldCard key={one.opId} held={one} />
          ))}
        </Part>
      )}
      {mended.length > 0 && <p class="muted small">{t("inbox.mended", { count: mended.length })}</p>}
      {told.notices.length > 0 && <ToldCards told={told} />}
      {handedOver.length > 0 && (
        <Part title={t("inbox.handed_over")} help={t("inbox.handed_over_help")}>
          <List label={t("inbox.handed_over")}>
            {handedOver.map((one) => (
              <HandedOverRow key={one.personId ?? one.enrolmentId} stub={one} />
            ))}
          </List>
        </Part>
      )}
      {settled.length > 0 && (
        <details class="settled">
          <summary>{t("inbox.settled", { count: settled.length })}</summary>
          <div class="stack">
            {settled.map((one) => (
              <SettledConflict key={one.conflictId} conflict={one} />
            ))}
          </div>
        </details>
      )}
    </div>
  );
}

function Part({ title, help, children }: { title: string; help: string; children: ComponentChildren }) {
  return (
    <section class="stack">
      <div class="stack-tight">
        <h2>{title}</h2>
        <p class="muted small">{help}</p>
      </div>
      {children}
    </section>
  );
}
