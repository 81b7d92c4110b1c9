import { useEffect, useRef } from "preact/hooks";
import { Icon } from "./icon";

/** Something to mend, and the field it is in. */
export interface Mend {
  field: string;
  text: string;
}

/** What is to be mended in a form, each a link to its field. It takes the focus when it appears or changes. */
export function ErrorSummary({ title, mends }: { title: string; mends: readonly Mend[] }) {
  const box = useRef<HTMLDivElement>(null);
  const said = mends.map(({ field, text }) => `${field} ${text}`).join("|");
  useEffect(() => {
    if (said !== "") box.current?.focus();
  }, [said]);
  if (mends.length === 0) return null;
  return (
    <div ref={box} class="banner banner-critical" role="alert" tabIndex={-1}>
      <Icon name="critical" />
      <div class="stack-tight">
        <h2 class="banner-title">{title}</h2>
        <ul class="stack-tight">
          {mends.map(({ field, text }) => (
            <li key={field}>
              <a class="link-critical" href={`#${field}`} onClick={(event) => toField(event, field)}>
                {text}
              </a>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function toField(event: MouseEvent, field: string): void {
  event.preventDefault();
  const found = document.getElementById(field);
  found?.focus();
  found?.scrollIntoView({ block: "center" });
}
