import { useState } from "preact/hooks";
import { type MessageKey, t } from "../../i18n";
import { Banner, Button, ButtonLink, Field } from "../../ui";
import { phone } from "../around";
import { type SignedIn, signInOnline } from "../phone/sign-in-online";

const WHY_NOT: Record<Exclude<SignedIn, "herself">, MessageKey> = {
  refused: "online.refused",
  somebody_else: "online.somebody_else",
  too_many: "enrol.too_many",
  no_answer: "enrol.no_answer",
};

/** Too many wrong passphrases: who signs in online as herself may try again; who has no e-mail gets a new code. */
export function OnlineStep({ onAllowed }: { onAllowed: () => void }) {
  const [told, setTold] = useState({ email: "", password: "", code: "" });
  const [refusal, setRefusal] = useState<MessageKey | null>(null);
  const [isBusy, setBusy] = useState(false);

  async function go(event: Event): Promise<void> {
    event.preventDefault();
    const { value } = phone.state;
    if (isBusy || value.kind !== "locked") return;
    setBusy(true);
    const outcome = await signInOnline(phone.around.transport, value.place, told);
    setBusy(false);
    if (outcome !== "herself") {
      setRefusal(WHY_NOT[outcome]);
      return;
    }
    await phone.allowTries();
    onAllowed();
  }

  return (
    <div class="stack">
      <h1>{t("online.title")}</h1>
      <p>{t("online.why")}</p>
      <ButtonLink weight="primary" icon="key" wide href="/device">
        {t("online.new_code")}
      </ButtonLink>
      <form class="stack" noValidate onSubmit={(event) => void go(event)}>
        <h2>{t("online.with_mail")}</h2>
        {refusal !== null && <Banner tone="critical" title={t(refusal)} live />}
        <Field label={t("online.email")} type="email" dir="ltr" autocomplete="username" value={told.email} onInput={(event) => setTold({ ...told, email: event.currentTarget.value })} />
        <Field label={t("online.password")} type="password" autocomplete="current-password" value={told.password} onInput={(event) => setTold({ ...told, password: event.currentTarget.value })} />
        <Field label={t("online.code")} help={t("online.code_help")} inputMode="numeric" dir="ltr" autocomplete="one-time-code" value={told.code} onInput={(event) => setTold({ ...told, code: event.currentTarget.value.trim() })} />
        <Button type="submit" wide busy={isBusy}>
          {t("online.button")}
        </Button>
      </form>
    </div>
  );
}
