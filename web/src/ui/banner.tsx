import type { ComponentChildren } from "preact";
import { Icon } from "./icon";

/** What a notice is of. */
export type Tone = "attention" | "critical" | "good" | "info";

/** A notice. `live`: it appeared while she was here, and is read out. */
export function Banner({ tone, title, live = false, children }: { tone: Tone; title?: string; live?: boolean; children?: ComponentChildren }) {
  const role = !live ? undefined : tone === "critical" ? "alert" : "status";
  return (
    <div class={`banner banner-${tone}`} role={role}>
      <Icon name={tone} />
      <div class="stack-tight">
        {title !== undefined && <p class="banner-title">{title}</p>}
        {children}
      </div>
    </div>
  );
}
