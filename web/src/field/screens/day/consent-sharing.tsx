import { t } from "../../../i18n";
import { Chips, DateField, Select } from "../../../ui";
import type { ConsentForm } from "../../model/build/consent";
import { DATA_CATEGORIES, RECIPIENT_CLASSES } from "../../model/codes";

/** What a part of the form is given. */
export interface ConsentPart {
  form: ConsentForm;
  set: (part: Partial<ConsentForm>) => void;
  /** What is wrong with a field; null: nothing. */
  wrong: (field: string) => string | null;
}

/** Who may be told what, and until when: it ends by itself. */
export function Sharing({ form, set, wrong }: ConsentPart) {
  return (
    <>
      <Select id="recipientClass" label={t("consent.who_told")} options={[{ value: "", label: t("consent.choose") }, ...RECIPIENT_CLASSES.map((code) => ({ value: code, label: t(`consent.class_${code}`) }))]} value={form.recipientClass ?? ""} error={wrong("recipientClass")} onChange={(event) => set({ recipientClass: event.currentTarget.value === "" ? null : event.currentTarget.value })} />
      <Chips id="categories" label={t("consent.what_told")} choices={DATA_CATEGORIES.map((code) => ({ value: code, label: t(`consent.data_${code}`) }))} error={wrong("categories")} value={form.categories as (typeof DATA_CATEGORIES)[number][]} onChoose={(categories) => set({ categories })} />
      <DateField id="expiresOn" label={t("consent.ends")} help={t("consent.ends_help")} error={wrong("expiresOn")} value={form.expiresOn ?? ""} onChange={(event) => set({ expiresOn: event.currentTarget.value === "" ? null : event.currentTarget.value })} />
    </>
  );
}
