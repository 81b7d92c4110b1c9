import { chooseLanguage, language, LANGUAGES, type Language, t } from "../../i18n";
import { Select, toast } from "../../ui";
import { phone } from "../around";

const OPTIONS = LANGUAGES.map(({ code, name }) => ({ value: code, label: name }));

/** In which language the app speaks. Each names itself, so that it is found by who reads no other. */
export function LanguageChoice() {
  const turn = async (next: Language) => {
    await phone.turnTo(next);
    await chooseLanguage(next);
  };
  const choose = (next: string) => turn(next as Language).catch(() => toast(t("language.not_there")));
  return <Select label={t("language")} options={OPTIONS} value={language()} onChange={(event) => void choose(event.currentTarget.value)} />;
}
