import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "./icon";

/** Rows with rules between them. */
export function List({ label, children }: { label?: string; children: ComponentChildren }) {
  return (
    <ul class="list" aria-label={label}>
      {children}
    </ul>
  );
}

/** Who · what matters now · when: two lines at most. With `href` it goes somewhere, with `onClick` it does something. */
export function ListRow({
  who,
  what,
  when,
  icon,
  href,
  onClick,
}: {
  who: ComponentChildren;
  what?: ComponentChildren;
  when?: ComponentChildren;
  icon?: IconName;
  href?: string;
  onClick?: () => void;
}) {
  const inside = (
    <>
      {icon !== undefined && <Icon name={icon} />}
      <span class="list-row-main">
        <span class="list-row-who">{who}</span>
        {what !== undefined && <span class="list-row-what">{what}</span>}
      </span>
      {when !== undefined && <span class="list-row-when figures">{when}</span>}
      {(href !== undefined || onClick !== undefined) && <Icon name="next" />}
    </>
  );
  if (href !== undefined) {
    return (
      <li>
        <a class="list-row" href={href}>
          {inside}
        </a>
      </li>
    );
  }
  return (
    <li>
      {onClick === undefined ? (
        <div class="list-row">{inside}</div>
      ) : (
        <button type="button" class="list-row" onClick={onClick}>
          {inside}
        </button>
      )}
    </li>
  );
}

/** Something that belongs together. */
export function Card({ title, children }: { title?: string; children: ComponentChildren }) {
  return (
    <section class="card stack">
      {title !== undefined && <h2>{title}</h2>}
      {children}
    </section>
  );
}

/** Nothing here yet: what will be, and the one way to begin. */
export function EmptyState({ text, children }: { text: string; children?: ComponentChildren }) {
  return (
    <div class="empty stack">
      <p>{text}</p>
      {children}
    </div>
  );
}
