import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { FieldError, type Question } from "./field";

/** One thing to choose. */
export interface Choice<T extends string> {
  value: T;
  label: string;
}

interface Chosen<T extends string> extends Question {
  choices: readonly Choice<T>[];
}

/** One of a few, with big targets. Nothing is chosen beforehand; radio buttons underneath, so arrows and speech work. */
export function Segmented<T extends string>({ value, onChoose, ...asked }: Chosen<T> & { value: T | null; onChoose: (value: T) => void }) {
  const name = useId();
  return (
    <Group {...asked} role="radiogroup">
      <div class="segments">
        {asked.choices.map((choice) => (
          <label key={choice.value} class="segment">
            <input type="radio" name={name} value={choice.value} checked={choice.value === value} onChange={() => onChoose(choice.value)} />
            <span>{choice.label}</span>
          </label>
        ))}
      </div>
    </Group>
  );
}

/** Any number of a few. */
export function Chips<T extends string>({ value, onChoose, ...asked }: Chosen<T> & { value: readonly T[]; onChoose: (value: T[]) => void }) {
  const turn = (one: T) => onChoose(value.includes(one) ? value.filter((other) => other !== one) : [...value, one]);
  return (
    <Group {...asked}>
      <div class="chips">
        {asked.choices.map((choice) => (
          <label key={choice.value} class="chip">
            <input type="checkbox" checked={value.includes(choice.value)} onChange={() => turn(choice.value)} />
            <span>{choice.label}</span>
          </label>
        ))}
      </div>
    </Group>
  );
}

/** Yes or not. */
export function Checkbox({ label, checked, onTurn, help }: { label: ComponentChildren; checked: boolean; onTurn: (checked: boolean) => void; help?: string }) {
  const id = useId();
  return (
    <div class="checkbox-asked">
      <label class="checkbox">
        <input type="checkbox" checked={checked} aria-describedby={help === undefined ? undefined : id} onChange={(event) => onTurn(event.currentTarget.checked)} />
        <span>{label}</span>
      </label>
      {help !== undefined && (
        <p id={id} class="help">
          {help}
        </p>
      )}
    </div>
  );
}

function Group({ label, help, error, id, role, children }: Question & { role?: "radiogroup"; children: ComponentChildren }) {
  const drawn = useId();
  const own = id ?? drawn;
  const described = [help ? `${own}-help` : "", error ? `${own}-error` : ""].filter((part) => part !== "").join(" ");
  return (
    <fieldset
      id={own}
      tabIndex={-1}
      class={error ? "asked asked-wrong" : "asked"}
      role={role}
      aria-describedby={described === "" ? undefined : described}
      aria-invalid={role === "radiogroup" && error ? "true" : undefined}
    >
      <legend class="label">{label}</legend>
      {help ? (
        <p id={`${own}-help`} class="help">
          {help}
        </p>
      ) : null}
      {error ? <FieldError id={`${own}-error`} text={error} /> : null}
      {children}
    </fieldset>
  );
}
