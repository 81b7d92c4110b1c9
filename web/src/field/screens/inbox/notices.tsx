import { useEffect, useState } from "preact/hooks";
import { moment, t } from "../../../i18n";
import { Banner, Button, ButtonLink, toast } from "../../../ui";
import { phone } from "../../around";
import type { Notice as PhoneNotice } from "../../model/views/inbox";
import type { Notice } from "../../phone/decisions";
import { book, now } from "../log/desk";
import { nameOf } from "../log/words";
import { decisions } from "./mail";
import { purposeWord } from "./words";

/** What she was told elsewhere, and a way to say that she has seen it. */
export interface Told {
  notices: Notice[];
  onSeen: (id: string) => void;
}

/** Asks what she was told. Without a network there is nothing to show, and nothing is lost. */
export function useNotices(): Told {
  const [notices, setNotices] = useState<Notice[]>([]);
  useEffect(() => {
    let isGone = false;
    void decisions().notices().then((read) => !isGone && setNotices(read ?? []));
    return () => {
      isGone = true;
    };
  }, []);

  async function onSeen(id: string): Promise<void> {
    if (phone.state.value.kind !== "open") return;
    const decided = await decisions().seen(id);
    if (decided === "done") setNotices((last) => last.filter((one) => one.id !== id));
    else toast(t(`inbox.${decided}`));
  }
  return { notices, onSeen: (id) => void onSeen(id) };
}

/** What the phone says of itself: it waits for her. */
export function PhoneNotices({ notices }: { notices: PhoneNotice[] }) {
  return (
    <section class="stack">
      {notices.map(({ code, count }) =>
        code === "stranded" ? (
          <Banner key={code} tone="attention" title={t("recover.what", { count })}>
            <ButtonLink href="/recover">{t("recover.open")}</ButtonLink>
          </Banner>
        ) : (
          <Banner key={code} tone="attention" title={t("sending.unreadable", { count })}>
            <ButtonLink href="/more">{t("inbox.rescue")}</ButtonLink>
          </Banner>
        ),
      )}
    </section>
  );
}

/** What she was told: there is nothing to do but to know it. */
export function ToldCards({ told: { notices, onSeen } }: { told: Told }) {
  return (
    <section class="stack">
      <h2>{t("inbox.notices")}</h2>
      {notices.map((one) => (
        <Banner key={one.id} tone="info" title={titleOf(one)}>
          <p>{purposeWord(one.purpose)}</p>
          <p class="small figures">{moment(new Date(one.told_at), now())}</p>
          <Button icon="check" onClick={() => onSeen(one.id)}>
            {t("inbox.seen")}
          </Button>
        </Banner>
      ))}
    </section>
  );
}

function titleOf({ staff_name, person_id }: Notice): string {
  const dossier = book.value?.people.get(person_id);
  const whose = dossier === undefined ? t("inbox.somebody_else") : nameOf({ alias: dossier.alias, publicCode: dossier.person.publicCode });
  return t("inbox.opened", { name: staff_name, whose });
}
