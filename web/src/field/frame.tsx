import type { ComponentChildren } from "preact";
import { useLocation } from "preact-iso";
import { moment, number, t } from "../i18n";
import { BottomNav, ButtonLink, QuickExit, SkipLink, StatusLine, type Way } from "../ui";
import { phone } from "./around";
import { leave } from "./leave";
import { toDecide } from "./screens/inbox/mail";
import { statusOf } from "./phone/status";
import { type FieldRoute, ROUTES } from "./routes";

/** Around every screen that is open to everybody: a name that says nothing, numbers to call, and the way out. */
export function PublicFrame({ numbers = true, children }: { numbers?: boolean; children: ComponentChildren }) {
  return (
    <div class="frame" translate={false}>
      <SkipLink>{t("skip")}</SkipLink>
      <header class="frame-top">
        <p class="frame-name">Causeway</p>
        <QuickExit label={t("leave")} onLeave={() => void leave()} />
      </header>
      <main id="main" class="frame-main" tabIndex={-1}>
        {children}
      </main>
      {numbers && (
        <footer class="frame-foot">
          <ButtonLink weight="quiet" icon="help" href="/numbers">
            {t("numbers.open")}
          </ButtonLink>
        </footer>
      )}
    </div>
  );
}

/** Around every screen of the unlocked phone: how saving stands on top, the screens there are below. */
export function OpenFrame({ children }: { children: ComponentChildren }) {
  const { path } = useLocation();
  const ways = ROUTES.flatMap(({ path: href, nav }) => (nav === undefined ? [] : [wayOf(href, nav)]));
  return (
    <div class="frame" translate={false}>
      <SkipLink>{t("skip")}</SkipLink>
      <header class="frame-top">
        <SavingStatus />
        <QuickExit label={t("leave")} onLeave={() => void leave()} />
      </header>
      <main id="main" class="frame-main" tabIndex={-1}>
        {children}
      </main>
      {ways.length > 1 && <BottomNav label={t("nav.label")} ways={ways} current={path} />}
    </div>
  );
}

/** A place at the lower edge, with how much there needs her. */
function wayOf(href: string, { label, icon, count }: NonNullable<FieldRoute["nav"]>): Way {
  const waiting = count?.value ?? 0;
  return { href, label: t(label), icon, ...(waiting === 0 ? {} : { count: { shown: number(waiting), said: t("status.needs_you", { count: waiting }) } }) };
}

function SavingStatus() {
  const { now } = phone.around.world.clock;
  const sending = phone.loop.value?.sending.value ?? { kind: "quiet" };
  const { icon, tone, key, values } = statusOf(phone.standing.value, sending, (at) => moment(at, now()), toDecide.value);
  return <StatusLine icon={icon} tone={tone} text={t(key, values)} href={key === "status.needs_you" ? "/inbox" : "/more"} />;
}
