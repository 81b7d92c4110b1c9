import type { ComponentChildren } from "preact";
import { t } from "../../../i18n";
import { Button, ButtonLink, Icon, type IconName } from "../../../ui";
import type { CallMode } from "../../model/flow/call";
import type { Closed, Way, WayToReach } from "../../model/reach";
import { capital } from "../log/words";
import { beginCall } from "./calls";
import { Flags } from "./flags";
import { contactKindWord } from "./words";

/** Whom a call is noted about: without a place in a programme there is nothing to note it to. */
interface Whom {
  personId: string;
  enrolmentId: string | null;
}

/** How she may be reached, as she said it is safe. What is not safe has no button. */
export function Ways({ ways, whom }: { ways: WayToReach[]; whom: Whom }) {
  if (ways.length === 0) return <p class="muted">{t("person.no_way")}</p>;
  return (
    <ul class="list">
      {ways.map((way) => (
        <WayRow key={way.contactId} way={way} whom={whom} />
      ))}
    </ul>
  );
}

function WayRow({ way, whom }: { way: WayToReach; whom: Whom }) {
  const isOpen = way.call.allowed || way.write.allowed;
  // The others are said by what there is to tap, and by the words beside it.
  const cautions = way.cautions.filter((caution) => caution === "no_voicemail");
  const shut = [closedWord("call", way.call), closedWord("write", way.write)].filter((one) => one !== null);
  return (
    <li class="way">
      <div class="stack-tight">
        <p>
          <span class="muted small">{contactKindWord(way.kind)}</span>
          <br />
          {/* A number that may not be used is not there to be used by mistake. */}
          <bdi class={way.kind === "phone" ? "way-value number-digits" : "way-value"}>{isOpen ? (way.value ?? t("call.why_not_readable")) : t("person.way_closed")}</bdi>
        </p>
        {cautions.length > 0 && (
          <p class="name-flags">
            <Flags flags={cautions} />
          </p>
        )}
        {way.onlyWhen !== null && isOpen && (
          <p class="only-when">
            <Icon name="clock" />
            <span dir="auto">{way.onlyWhen}</span>
          </p>
        )}
        {shut.map((words) => (
          <p key={words} class="muted small">
            {words}
          </p>
        ))}
      </div>
      {isOpen && (
        <div class="way-buttons">
          <WayButton way={way.call} whom={whom} mode={way.kind === "other_person" ? "third_party" : "phone_call"} icon="phone">
            {t(way.call.href === null ? "call.i_called" : "call.call")}
          </WayButton>
          <WayButton way={way.write} whom={whom} mode={writeMode(way.kind)} icon="message">
            {t(way.write.href === null ? "call.i_wrote" : "call.write")}
          </WayButton>
        </div>
      )}
    </li>
  );
}

/** Goes to the telephone, with a slip for when she is back; where it has no link, the slip alone. */
function WayButton({ way, whom, mode, icon, children }: { way: Way; whom: Whom; mode: CallMode; icon: IconName; children: ComponentChildren }) {
  const begin = () => void (whom.enrolmentId !== null && beginCall(whom.personId, whom.enrolmentId, mode));
  if (!way.allowed || (way.href === null && whom.enrolmentId === null)) return null;
  if (way.href === null) {
    return (
      <Button icon={icon} onClick={begin}>
        {children}
      </Button>
    );
  }
  return (
    <ButtonLink icon={icon} href={way.href} onClick={begin}>
      {children}
    </ButtonLink>
  );
}

function writeMode(kind: string | null): CallMode {
  if (kind === "other_person") return "third_party";
  if (kind === "mail") return "email";
  return kind === "messenger" ? "messaging_app" : "text_message";
}

/** Why it is closed; null: it is not, or this kind never is for that. */
function closedWord(what: "call" | "write", { why }: Way): string | null {
  if (why === null || why === "other_kind") return null;
  const because = capital(t(`call.why_${why satisfies Exclude<Closed, "other_kind">}`));
  return t(what === "call" ? "call.no_call" : "call.no_write", { why: because });
}
