import type { ComponentChildren } from "preact";
import { useId, useRef } from "preact/hooks";
import { Button } from "./button";
import { Icon, type IconName } from "./icon";

/** The way past the navigation, for who comes by keyboard. */
export function SkipLink({ children }: { children: ComponentChildren }) {
  const skip = (event: MouseEvent) => {
    event.preventDefault();
    document.getElementById("main")?.focus();
  };
  return (
    <a class="skip-link" href="#main" onClick={skip}>
      {children}
    </a>
  );
}

/** A place to go. */
export interface Way {
  href: string;
  label: string;
  icon: IconName;
  /** How much there needs her, as it is shown and as it is read out. */
  count?: { shown: string; said: string };
}

/** The screens there are, at the lower edge. */
export function BottomNav({ label, ways, current }: { label: string; ways: readonly Way[]; current: string }) {
  return (
    <nav class="bottom-nav" aria-label={label}>
      {ways.map(({ href, label: word, icon, count }) => (
        <a key={href} href={href} aria-current={href === current ? "page" : undefined}>
          <span class="nav-icon">
            <Icon name={icon} />
            {count !== undefined && (
              <span class="nav-count figures" aria-hidden="true">
                {count.shown}
              </span>
            )}
          </span>
          <span>{word}</span>
          {count !== undefined && <span class="hidden-text">{count.said}</span>}
        </a>
      ))}
    </nav>
  );
}

/** Parts of one screen, one shown at a time: arrows, Home and End go between them (WAI-ARIA, Tabs). */
export function Tabs<T extends string>({ label, tabs, current, onChoose, children }: { label: string; tabs: readonly { value: T; label: string }[]; current: T; onChoose: (value: T) => void; children: ComponentChildren }) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = stepOf(event.key, getComputedStyle(event.currentTarget as Element).direction === "rtl");
    const at = tabs.findIndex(({ value }) => value === current);
    const last = tabs.length - 1;
    const next = event.key === "Home" ? 0 : event.key === "End" ? last : step === 0 ? at : (at + step + tabs.length) % tabs.length;
    const tab = tabs[next];
    if (next === at || tab === undefined) return;
    event.preventDefault();
    onChoose(tab.value);
    list.current?.querySelectorAll("button")[next]?.focus();
  };
  return (
    <div class="stack">
      <div ref={list} class="tabs" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
        {tabs.map(({ value, label: word }) => (
          <button
            key={value}
            type="button"
            role="tab"
            id={`${id}-${value}`}
            aria-selected={value === current}
            aria-controls={`${id}-panel`}
            tabIndex={value === current ? 0 : -1}
            onClick={() => onChoose(value)}
          >
            {word}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${current}`} tabIndex={0}>
        {children}
      </div>
    </div>
  );
}

function stepOf(key: string, isRightToLeft: boolean): number {
  const step = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
  return isRightToLeft ? -step : step;
}

/** Away, at once: a neutral page, and the phone locked. */
export function QuickExit({ label, onLeave }: { label: string; onLeave: () => void }) {
  return (
    <Button weight="plain" icon="leave" onClick={onLeave}>
      {label}
    </Button>
  );
}
