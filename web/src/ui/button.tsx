import type { ComponentChildren, JSX } from "preact";
import { Icon, type IconName } from "./icon";

/** How much a button weighs: one `primary` a screen. */
export type Weight = "primary" | "plain" | "quiet" | "danger";

interface Look {
  weight?: Weight;
  icon?: IconName;
  /** As wide as its column: the way to go on, under the thumb. */
  wide?: boolean;
  children: ComponentChildren;
}

/** A button. `busy`: what it started is under way; it stays in its place and takes no second press. */
export function Button({
  weight = "plain",
  icon,
  wide = false,
  busy = false,
  children,
  onClick,
  ...rest
}: Look & { busy?: boolean } & Omit<JSX.IntrinsicElements["button"], "icon">) {
  const press: typeof onClick = (event) => {
    if (!busy && onClick !== undefined) onClick(event);
    if (busy) event.preventDefault();
  };
  return (
    <button type="button" {...rest} class={classOf(weight, wide)} aria-disabled={busy || undefined} onClick={press}>
      {icon !== undefined && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
}

/** A link that looks like a button: it goes somewhere. */
export function ButtonLink({ weight = "plain", icon, wide = false, children, ...rest }: Look & Omit<JSX.IntrinsicElements["a"], "icon">) {
  return (
    <a {...rest} class={classOf(weight, wide)}>
      {icon !== undefined && <Icon name={icon} />}
      <span>{children}</span>
    </a>
  );
}

function classOf(weight: Weight, wide: boolean): string {
  return `button button-${weight}${wide ? " button-wide" : ""}`;
}
