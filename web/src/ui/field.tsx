import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";
import { Icon } from "./icon";

/** What every question has: a label above, help under it, and an error that says how to mend it. */
export interface Question {
  label: string;
  help?: ComponentChildren;
  error?: string | null;
  /** Its id, where an error summary links to it. */
  id?: string;
}

type Native<T extends keyof JSX.IntrinsicElements> = Omit<JSX.IntrinsicElements[T], "id" | "label" | "icon">;

/** A line of text. `unit`: stands behind it, in the field. `look`: letters that are copied one by one. */
export function Field({ label, help, error, id, unit, look, ...rest }: Question & { unit?: string; look?: "code" } & Native<"input">) {
  return (
    <Asked label={label} help={help} error={error} id={id}>
      {(wired) =>
        unit === undefined ? (
          <input type="text" {...rest} {...wired} class={look === "code" ? "input input-code" : "input"} />
        ) : (
          <span class="input-unit">
            <input type="text" {...rest} {...wired} class="input" />
            <span class="muted">{unit}</span>
          </span>
        )
      }
    </Asked>
  );
}

/** Several lines. What is typed is never sent to a spelling service. */
export function TextArea({ label, help, error, id, ...rest }: Question & Native<"textarea">) {
  return (
    <Asked label={label} help={help} error={error} id={id}>
      {(wired) => <textarea rows={4} spellcheck={false} autocomplete="off" {...rest} {...wired} class="input" />}
    </Asked>
  );
}

/** One of many. */
export function Select({
  label,
  help,
  error,
  id,
  options,
  ...rest
}: Question & { options: readonly { value: string; label: string }[] } & Native<"select">) {
  return (
    <Asked label={label} help={help} error={error} id={id}>
      {(wired) => (
        <select {...rest} {...wired} class="input">
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Asked>
  );
}

/** A day, `YYYY-MM-DD`, chosen the way the phone does it. */
export function DateField(asked: Question & Native<"input">) {
  return <Field {...asked} type="date" />;
}

/** A time of day, `HH:MM`. */
export function TimeField(asked: Question & Native<"input">) {
  return <Field {...asked} type="time" />;
}

interface Wired {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": "true" | undefined;
}

/** Label, help and error around something to fill in. */
function Asked({ label, help, error, id, children }: Omit<Question, "id" | "error" | "help"> & { id: string | undefined; error: string | null | undefined; help: ComponentChildren; children: (wired: Wired) => ComponentChildren }) {
  const drawn = useId();
  const own = id ?? drawn;
  const described = [help ? `${own}-help` : "", error ? `${own}-error` : ""].filter((part) => part !== "").join(" ");
  return (
    <div class={error ? "asked asked-wrong" : "asked"}>
      <label class="label" for={own}>
        {label}
      </label>
      {help ? (
        <p id={`${own}-help`} class="help">
          {help}
        </p>
      ) : null}
      {error ? <FieldError id={`${own}-error`} text={error} /> : null}
      {children({ id: own, "aria-describedby": described === "" ? undefined : described, "aria-invalid": error ? "true" : undefined })}
    </div>
  );
}

/** What is to be mended, at its place. */
export function FieldError({ id, text }: { id: string; text: string }) {
  return (
    <p id={id} class="field-error">
      <Icon name="critical" />
      <span>{text}</span>
    </p>
  );
}
