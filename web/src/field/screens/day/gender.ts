import { t } from "../../../i18n";
import type { PersonCorrection } from "../../model/build/people";
import { GENDERS } from "../../model/codes";

/** Reasons why it is not known that somebody on the way can give. */
const REASONS = ["prefers_not", "not_asked"] as const;

/** How she names herself, or why that is not known: an answer too. */
export type GenderAnswer = (typeof GENDERS)[number] | (typeof REASONS)[number];

/** As choices. */
export function genderChoices(): { value: GenderAnswer; label: string }[] {
  return [...GENDERS, ...REASONS].map((code) => ({ value: code, label: t(`person.gender_${code}`) }));
}

/** As the record has it: one thing in two fields. */
export function genderFields(answer: GenderAnswer): PersonCorrection {
  const reason = REASONS.find((one) => one === answer);
  return reason === undefined ? { genderIdentity: answer } : { genderMissing: reason };
}
