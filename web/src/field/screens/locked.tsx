import { useState } from "preact/hooks";
import { number, t } from "../../i18n";
import { Banner, Button, ButtonLink, ErrorSummary, Segmented } from "../../ui";
import { phone } from "../around";
import { PublicFrame } from "../frame";
import { isSamePlace, type Place } from "../phone/places";
import { PassphraseField } from "./passphrase-field";
import { OnlineStep } from "./locked-online";
import { SlipButton } from "./slip-button";

const FIELD = "passphrase";

/** A locked phone: the passphrase opens it, a note can be taken without, and there is a way on for who has forgotten it. */
export function LockedScreen() {
  const [isOnline, setOnline] = useState(false);
  const [isAllowed, setAllowed] = useState(false);
  return (
    <PublicFrame>
      <div class="stack-wide">
        <Somebody />
        {isOnline ? (
          <OnlineStep
            onAllowed={() => {
              setOnline(false);
              setAllowed(true);
            }}
          />
        ) : (
          <UnlockForm allowed={isAllowed} onTooMany={() => setOnline(true)} />
        )}
        <div class="stack-tight">
          <SlipButton />
          <ButtonLink weight="quiet" icon="key" wide href="/device">
            {t("unlock.forgotten")}
          </ButtonLink>
        </div>
      </div>
    </PublicFrame>
  );
}

function UnlockForm({ allowed, onTooMany }: { allowed: boolean; onTooMany: () => void }) {
  const [typed, setTyped] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  async function go(event: Event): Promise<void> {
    event.preventDefault();
    if (isBusy) return;
    if (typed.trim() === "") {
      setError(t("unlock.empty"));
      return;
    }
    setBusy(true);
    const outcome = await phone.unlock(typed);
    setBusy(false);
    if (outcome.kind === "wrong") {
      setTyped("");
      setError(t("unlock.wrong", { count: outcome.triesLeft }));
    }
    if (outcome.kind === "sign_in_online") onTooMany();
  }

  return (
    <form class="stack" noValidate onSubmit={(event) => void go(event)}>
      <h1>{t("unlock.title")}</h1>
      {allowed && <Banner tone="good" title={t("online.allowed")} live />}
      <ErrorSummary title={t("mend")} mends={error === null ? [] : [{ field: FIELD, text: error }]} />
      <PassphraseField id={FIELD} label={t("passphrase")} error={error} value={typed} onInput={setTyped} />
      <Button type="submit" weight="primary" wide busy={isBusy}>
        {isBusy ? t("unlock.busy") : t("unlock.button")}
      </Button>
    </form>
  );
}

/** Two on one phone: who is it? Names would tell too much on a locked phone, so it is their order. */
function Somebody() {
  const { value } = phone.state;
  const everybody = phone.everybody();
  if (value.kind !== "locked" || everybody.length < 2) return null;
  // Always in the same order, whoever was there last.
  const ordered = [...everybody].sort((one, other) => nameOf(one).localeCompare(nameOf(other)));
  const choices = ordered.map((place, at) => ({ value: nameOf(place), label: t("unlock.person", { number: number(at + 1) }) }));
  const choose = (name: string) => {
    const place = everybody.find((one) => nameOf(one) === name);
    if (place !== undefined && !isSamePlace(place, value.place)) void phone.choose(place);
  };
  return <Segmented label={t("unlock.who")} choices={choices} value={nameOf(value.place)} onChoose={choose} />;
}

function nameOf({ org, staff }: Place): string {
  return `${org} ${staff}`;
}
