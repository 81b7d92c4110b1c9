import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../../i18n";
import { Button, Card, Icon, toast } from "../../../ui";
import { ATTEMPT_RESULTS } from "../../model/codes";
import type { Call } from "../../model/flow/call";
import { book } from "../log/desk";
import { NotSaved } from "../log/saved";
import { nameOf, word } from "../log/words";
import { dropCall, endCall, useCalls } from "./calls";
import { useAbout } from "./open-person";
import { whenWord } from "./words";

/** What nearly always comes of it. */
const USUAL = ["reached", "no_answer"] as const;
const OTHERS = ATTEMPT_RESULTS.filter((result) => result !== "reached" && result !== "no_answer");

/** Back from a call or a message: what came of it, in one tap. */
export function CallSlips({ personId }: { personId?: string }) {
  const calls = useCalls().filter((call) => personId === undefined || call.personId === personId);
  return (
    <>
      {calls.map((call) => (
        <CallSlip key={call.id} call={call} />
      ))}
    </>
  );
}

function CallSlip({ call }: { call: Call }) {
  const about = useAbout();
  const [state, setState] = useState<"open" | "busy" | "failed">("open");
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const dossier = book.value?.people.get(call.personId);
  const name = nameOf(dossier === undefined ? null : { alias: dossier.alias, publicCode: dossier.person.publicCode });

  async function say(result: string): Promise<void> {
    if (state === "busy") return;
    setState("busy");
    // The toast names nobody: it may outlast the screen it came from.
    if (await endCall(call, result)) toast(`${word("result", result)} · ${t("log.saved")}`);
    else setState("failed");
  }

  return (
    <Card>
      <div>
        <h2 ref={heading} class="step-title" tabIndex={-1}>
          {t("call.what_came")}
        </h2>
        <p class="muted">
          <bdi>{name}</bdi> · {word("mode", call.form.mode)} · <span class="figures">{whenWord(call.form.at)}</span>
        </p>
      </div>
      {state === "failed" && <NotSaved />}
      <div class="tiles">
        {USUAL.map((result) => (
          <button key={result} type="button" class="tile tile-icon" aria-disabled={state === "busy" || undefined} onClick={() => void say(result)}>
            <Icon name={result === "reached" ? "good" : "close"} />
            <span>{word("result", result)}</span>
          </button>
        ))}
      </div>
      <Button icon="log" wide onClick={() => about(call.personId, "/log/session")}>
        {t("call.talked")}
      </Button>
      <details class="disclosure">
        <summary>
          <span class="disclosure-do">{t("call.else")}</span>
        </summary>
        <div class="stack-tight">
          {OTHERS.map((result) => (
            <Button key={result} wide onClick={() => void say(result)}>
              {word("result", result)}
            </Button>
          ))}
          <Button weight="quiet" wide onClick={() => void dropCall(call)}>
            {t("call.none")}
          </Button>
        </div>
      </details>
    </Card>
  );
}
