import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { Checkbox, Field } from "../../ui";

interface Asked {
  id: string;
  label: string;
  help?: string;
  error: string | null;
  value: string;
  onInput: (value: string) => void;
  /** It is being chosen: no store of passwords is to fill it in. */
  fresh?: boolean;
  /** Whether it is shown, where one switch stands for two fields. */
  shown?: boolean;
}

/** A passphrase, hidden until she wants to see it. */
export function PassphraseField({ id, label, help, error, value, onInput, fresh = false, shown }: Asked) {
  const [isShown, setShown] = useState(false);
  return (
    <div class="stack-tight">
      <Field
        id={id}
        label={label}
        help={help}
        error={error}
        type={(shown ?? isShown) ? "text" : "password"}
        value={value}
        autocomplete={fresh ? "new-password" : "current-password"}
        autocapitalize="none"
        spellcheck={false}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {shown === undefined && <Checkbox label={t("passphrase.show")} checked={isShown} onTurn={setShown} />}
    </div>
  );
}
