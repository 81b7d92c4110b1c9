import { Icon, type IconName } from "./icon";

/** How saving stands, in words, at the top of every screen of the field. */
export function StatusLine({ text, icon, tone = "plain", href }: { text: string; icon: IconName; tone?: "plain" | "attention" | "critical"; href?: string }) {
  const inside = (
    <>
      <Icon name={icon} />
      <span class="figures">{text}</span>
    </>
  );
  const look = `status status-${tone}`;
  return (
    <div role="status" class="status-holder">
      {href === undefined ? (
        <p class={look}>{inside}</p>
      ) : (
        <a class={look} href={href}>
          {inside}
        </a>
      )}
    </div>
  );
}
