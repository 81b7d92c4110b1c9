import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Fields } from "../../../api/protocol";
import { moment, t } from "../../../i18n";
import { discardDraft } from "../../../store/drafts";
import type { DraftEnd, NewWork } from "../../../store/save";
import { Banner, Button } from "../../../ui";
import { phone } from "../../around";
import { useDirty } from "../../phone/dirty";
import { DraftKeeper, type Opened, openForm, type Wanted } from "../../phone/open-form";
import { now } from "./desk";

/** An open form: what it goes on with, and who keeps it. */
export interface OpenedForm extends Pick<Opened, "draft"> {
  keeper: DraftKeeper;
}

/** Opens a form with its draft, which no other tab writes meanwhile; she can begin anew. */
export function OpenForm({ form, wanted, children }: { form: string; wanted: Wanted; children: (opened: OpenedForm) => ComponentChildren }) {
  const [opened, setOpened] = useState<OpenedForm | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const opening = openForm(phone.desk(), phone.around.lock, form, turn === 0 ? wanted : () => []);
    let isGone = false;
    void opening.then(({ id, draft }) => {
      if (!isGone) setOpened({ draft, keeper: new DraftKeeper(id, form, () => phone.desk(), phone.around.timers) });
    });
    return () => {
      isGone = true;
      void opening.then(({ release }) => release());
    };
    // `wanted` is drawn anew each time, and asked once.
  }, [form, turn]);

  async function anew({ keeper }: OpenedForm): Promise<void> {
    await keeper.end();
    await discardDraft(phone.desk(), keeper.id);
    setOpened(null);
    setTurn(turn + 1);
  }

  if (opened === null) return null;
  return (
    <div class="stack" key={opened.keeper.id}>
      {opened.draft !== null && <Resumed at={opened.draft.at} onAnew={() => void anew(opened)} />}
      {children(opened)}
    </div>
  );
}

function Resumed({ at, onAnew }: { at: string; onAnew: () => void }) {
  const [isAsked, setAsked] = useState(false);
  return (
    <Banner tone="info" title={t("log.resumed", { when: moment(new Date(at), now()) })} live>
      {isAsked ? (
        <div class="row">
          <Button weight="danger" onClick={onAnew}>
            {t("log.discard")}
          </Button>
          <Button onClick={() => setAsked(false)}>{t("log.keep")}</Button>
        </div>
      ) : (
        <Button onClick={() => setAsked(true)}>{t("log.anew")}</Button>
      )}
    </Banner>
  );
}

/** What a form is kept and saved with. */
export interface Kept {
  /** The last try to save failed; everything is there still. */
  hasFailed: boolean;
  isSaving: boolean;
  /** Saves, and says whether it is on the disk. The draft ends with it, or as it says. */
  save: (works: NewWork[], end?: (draftId: string) => Promise<DraftEnd>) => Promise<boolean>;
}

/** Keeps an open form: shortly after each change, when the phone locks or she looks elsewhere, and until it is saved. */
export function useKept({ keeper }: OpenedForm, person: string | null, fields: Fields, isBegun: boolean): Kept {
  const [state, setState] = useState<"open" | "saving" | "failed" | "saved">("open");
  useDirty(isBegun && state !== "saved");
  const said = JSON.stringify(fields);
  useEffect(() => {
    if (isBegun) keeper.put(person, JSON.parse(said) as Fields);
  }, [said, person, isBegun]);
  useEffect(() => {
    const keepNow = () => void (phone.state.value.kind === "open" && keeper.keep(phone.desk()).catch(() => undefined));
    const back = phone.beforeLock((desk) => keeper.keep(desk));
    document.addEventListener("visibilitychange", keepNow);
    window.addEventListener("pagehide", keepNow);
    return () => {
      document.removeEventListener("visibilitychange", keepNow);
      window.removeEventListener("pagehide", keepNow);
      keepNow();
      back();
    };
  }, [keeper]);

  async function save(works: NewWork[], end?: (draftId: string) => Promise<DraftEnd>): Promise<boolean> {
    setState("saving");
    await keeper.end();
    try {
      await phone.saveAll(works, end === undefined ? { drop: keeper.id } : await end(keeper.id));
    } catch {
      keeper.goOn();
      setState("failed");
      return false;
    }
    setState("saved");
    return true;
  }
  return { hasFailed: state === "failed", isSaving: state === "saving", save };
}
