import { t } from "../../../i18n";
import { DateField, Select } from "../../../ui";
import { CONSENT_GIVERS, CONSENT_METHODS, CONSENT_WITNESSES, isOf, LEGAL_BASES } from "../../model/codes";
import { isSharing, isYes } from "../../model/flow/consent";
import { WhenField } from "../log/when-field";
import type { ConsentPart } from "./consent-sharing";
import { languageChoices } from "./languages";
import { whenWord } from "./words";
import { capital } from "../log/words";

/** What is asked here. */
const ASKED = ["giver", "method", "language", "witness", "legalBasis", "at"];

/** Is this one of what is asked here? */
export function isDetail(field: string): boolean {
  return ASKED.includes(field);
}

/** Who decided, how it was taken down, when and in which language: filled in as it nearly always is, and there to be changed. */
export function ConsentDetails({ form, set, wrong, isWrong }: ConsentPart & { isWrong: boolean }) {
  const giver = isOf(CONSENT_GIVERS, form.giver) ? t(`consent.giver_${form.giver}`) : t("log.unknown");
  const method = isOf(CONSENT_METHODS, form.method) ? t(`consent.method_${form.method}`) : t("log.unknown");
  const orNull = (value: string) => (value === "" ? null : value);
  return (
    <details class="disclosure" open={isWrong || undefined}>
      <summary>
        <span class="disclosure-what">{[giver, method, capital(whenWord(form.at))].join(" · ")}</span>
        <span class="disclosure-do">{t("log.change")}</span>
      </summary>
      <div class="stack">
        <Select id="giver" label={t("consent.giver")} options={CONSENT_GIVERS.map((code) => ({ value: code, label: t(`consent.giver_${code}`) }))} value={form.giver ?? ""} error={wrong("giver")} onChange={(event) => set({ giver: event.currentTarget.value })} />
        <Select id="method" label={t("consent.method")} options={CONSENT_METHODS.map((code) => ({ value: code, label: t(`consent.method_${code}`) }))} value={form.method ?? ""} error={wrong("method")} onChange={(event) => set({ method: event.currentTarget.value })} />
        <Select id="language" label={t("consent.language")} options={form.language === "" ? [{ value: "", label: t("consent.choose") }, ...languageChoices("")] : languageChoices(form.language)} value={form.language} error={wrong("language")} onChange={(event) => set({ language: event.currentTarget.value })} />
        <Select id="witness" label={t("consent.witness")} options={[{ value: "", label: t("consent.witness_none") }, ...CONSENT_WITNESSES.map((code) => ({ value: code, label: t(`consent.witness_${code}`) }))]} value={form.witness ?? ""} error={wrong("witness")} onChange={(event) => set({ witness: orNull(event.currentTarget.value) })} />
        <Select id="legalBasis" label={t("consent.basis")} options={LEGAL_BASES.map((code) => ({ value: code, label: t(`consent.basis_${code}`) }))} value={form.legalBasis ?? ""} error={wrong("legalBasis")} onChange={(event) => set({ legalBasis: event.currentTarget.value })} />
        {isYes(form) && !isSharing(form) && <DateField id="expiresOn" label={t("consent.ends_if")} error={wrong("expiresOn")} value={form.expiresOn ?? ""} onChange={(event) => set({ expiresOn: orNull(event.currentTarget.value) })} />}
        <WhenField id="at" side="behind" value={form.at} error={wrong("at")} onChange={(at) => set({ at })} />
      </div>
    </details>
  );
}
