import type { Flag } from "../../model/face";
import { Icon, type IconName } from "../../../ui";
import { flagWord } from "./words";

const ICONS: Partial<Record<Flag, IconName>> = { no_safe_way: "critical", only_through: "people", only_when: "clock" };

/** What has to be seen before she is called or written to: words with a shape, beside her name. */
export function Flags({ flags }: { flags: Flag[] }) {
  return (
    <>
      {flags.map((flag) => (
        <span key={flag} class={flag === "no_safe_way" ? "flag flag-critical" : "flag"}>
          <Icon name={ICONS[flag] ?? "attention"} />
          {flagWord(flag)}
        </span>
      ))}
    </>
  );
}

/** Her name, with its flags after it. */
export function NameWithFlags({ name, flags }: { name: string; flags: Flag[] }) {
  return (
    <span class="name-flags">
      <bdi>{name}</bdi>
      <Flags flags={flags} />
    </span>
  );
}
