import { useLocation } from "preact-iso";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { newId } from "../../platform/ids";
import { makeKeys, type Made } from "../../store/enrol";
import { calibrated } from "../../vault/slots";
import { Banner, ButtonLink, Progress } from "../../ui";
import { phone } from "../around";
import { PublicFrame } from "../frame";
import { mustInstallFirst } from "../install";
import { codeOf, type DeviceKind, present, type Presented } from "../phone/enrolment";
import { useDirty } from "../phone/dirty";
import { LanguageChoice } from "./language-choice";
import { CodeStep } from "./enrol-code";
import { DoneStep } from "./enrol-done";
import { PassphraseStep } from "./enrol-passphrase";

type Step = "code" | "passphrase" | "asking" | "done";
type Enrolled = Extract<Presented, { kind: "enrolled" }>;

/** From a supervisor's eight letters to an open phone: code, passphrase, and what the browser promises. */
export function EnrolScreen() {
  const { route } = useLocation();
  const [code, setCode] = useState(() => codeOf(location.hash.slice(1)) ?? "");
  const [step, setStep] = useState<Step>("code");
  const [refusal, setRefusal] = useState<Presented["kind"] | null>(null);
  const [passphrase, setPassphrase] = useState("");
  const [enrolled, setEnrolled] = useState<Enrolled | null>(null);
  // The same keys with each try: the server answers a repeated request as before.
  const made = useRef<{ of: string; made: Made } | null>(null);
  useDirty(passphrase !== "" && step !== "done");
  useEffect(forgetHash, []);

  async function ask(chosen: string): Promise<void> {
    setPassphrase(chosen);
    setRefusal(null);
    setStep("asking");
    if (made.current?.of !== chosen) made.current = { of: chosen, made: await keysOf(chosen) };
    const { made: keys } = made.current;
    const told = { device: keys.device.id, code, kind: deviceKind(), publicKey: keys.publicKey };
    const answer = await present(phone.around.transport, told);
    if (answer.kind !== "enrolled") {
      setRefusal(answer.kind);
      setStep(answer.kind === "code_wrong" ? "code" : "passphrase");
      return;
    }
    setEnrolled(answer);
    setStep("done");
  }

  async function finish(): Promise<void> {
    if (enrolled === null || made.current === null) return;
    await phone.keep({ org: enrolled.org, staff: enrolled.staff }, made.current.made);
    // She came by `/device`, or it is the first screen anyway.
    route("/", true);
  }

  if (mustInstallFirst(window)) return <InstallFirst />;
  return (
    <PublicFrame>
      <div class="stack">
        {step === "code" && <Opening />}
        {step === "code" && (
          <CodeStep
            start={code}
            refused={refusal === "code_wrong"}
            onCode={(read) => {
              setCode(read);
              setStep("passphrase");
            }}
          />
        )}
        {step === "passphrase" && <PassphraseStep refusal={refusal} start={passphrase} onChosen={(chosen) => void ask(chosen)} onBack={() => setStep("code")} />}
        {step === "asking" && <Progress label={t("enrol.asking")} />}
        {step === "done" && enrolled !== null && <DoneStep name={enrolled.name} organisation={enrolled.organisation} onFinish={finish} />}
      </div>
    </PublicFrame>
  );
}

/** What happened before she came here, in words. */
function Opening() {
  const state = phone.state.value;
  const { route } = useLocation();
  return (
    <div class="stack">
      <LanguageChoice />
      {state.kind === "blank" && state.cleared && <Banner tone="attention" title={t("enrol.cleared")} />}
      {state.kind === "locked" && (
        <Banner tone="info" title={t("enrol.again")}>
          <p>
            <a
              href="/"
              onClick={(event) => {
                event.preventDefault();
                route("/", true);
              }}
            >
              {t("enrol.back_to_unlock")}
            </a>
          </p>
        </Banner>
      )}
    </div>
  );
}

function InstallFirst() {
  return (
    <PublicFrame>
      <div class="stack">
        <LanguageChoice />
        <h1>{t("install.first")}</h1>
        <p>{t("install.why")}</p>
        <ol class="steps">
          <li>{t("install.step_share")}</li>
          <li>{t("install.step_add")}</li>
          <li>{t("install.step_open")}</li>
        </ol>
        <ButtonLink weight="primary" wide icon="help" href="/numbers">
          {t("numbers.open")}
        </ButtonLink>
      </div>
    </PublicFrame>
  );
}

async function keysOf(passphrase: string): Promise<Made> {
  const { world } = phone.around;
  const rounds = await calibrated(() => performance.now());
  return makeKeys(world, { device: newId(world.clock, world.random), passphrase, rounds });
}

/** The code leaves the address, and with it the history. */
function forgetHash(): void {
  if (location.hash !== "") history.replaceState(null, "", location.pathname);
}

function deviceKind(): DeviceKind {
  if (!matchMedia("(pointer: coarse)").matches) return "computer";
  return Math.min(screen.width, screen.height) < 600 ? "phone" : "tablet";
}
