import { useState } from "preact/hooks";
import { language, type MessageKey, t } from "../../i18n";
import { ButtonLink, Select } from "../../ui";
import { phone } from "../around";
import { PublicFrame } from "../frame";
import { COUNTRIES, NUMBERS, rememberCountry, rememberedCountry, telephone } from "./numbers";

/** What to do, in this order. */
const SCRIPT: readonly MessageKey[] = ["crisis.step_you", "crisis.step_call", "crisis.step_stay", "crisis.step_ask", "crisis.step_safe", "crisis.step_tell"];

/** Numbers and what to do, for a bad moment: nothing of anybody, and open without a passphrase or a network. */
export function CrisisScreen() {
  const [country, setCountry] = useState(() => rememberedCountry(localStorage, navigator.languages));
  const choose = (next: string) => {
    rememberCountry(localStorage, next);
    setCountry(next);
  };
  return (
    <PublicFrame numbers={false}>
      <div class="stack-wide">
        <div class="stack">
          <h1>{t("crisis.title")}</h1>
          <ul>
            {(NUMBERS[country] ?? []).map(({ kind, name, call, text }) => (
              <li key={call} class="number">
                <div>
                  <h2>{t(`crisis.kind_${kind}`)}</h2>
                  {name !== call && (
                    <p class="muted">
                      <bdi>{name}</bdi>
                    </p>
                  )}
                </div>
                {text !== undefined && (
                  <ButtonLink icon="message" href={`sms:${text.replace(/\D/g, "")}`}>
                    {t("crisis.text")} <span class="hidden-text">{name}</span>
                  </ButtonLink>
                )}
                <ButtonLink icon="phone" href={telephone(call)} weight={kind === "emergency" ? "primary" : "plain"}>
                  <span class="hidden-text">{t("crisis.call", { name })} </span>
                  <span class="number-digits figures">{call}</span>
                </ButtonLink>
              </li>
            ))}
          </ul>
          <Select label={t("crisis.country")} options={countryOptions()} value={country} onChange={(event) => choose(event.currentTarget.value)} />
        </div>
        <div class="stack">
          <h2>{t("crisis.do")}</h2>
          <ol class="steps">
            {SCRIPT.map((step) => (
              <li key={step}>
                <p>{t(step)}</p>
              </li>
            ))}
          </ol>
        </div>
        <ButtonLink icon="back" wide href={phone.state.value.kind === "open" ? "/more" : "/"}>
          {t("back")}
        </ButtonLink>
      </div>
    </PublicFrame>
  );
}

function countryOptions() {
  const names = new Intl.DisplayNames([language()], { type: "region" });
  const options = COUNTRIES.map((code) => ({ value: code, label: names.of(code) ?? code }));
  return options.sort((one, other) => one.label.localeCompare(other.label, language()));
}
