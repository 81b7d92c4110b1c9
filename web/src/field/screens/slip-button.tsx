import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { Banner, Button, Sheet, TextArea, toast } from "../../ui";
import { phone } from "../around";
import { useDirty } from "../phone/dirty";

/** One tap, and a note can be written on a locked phone: sealed at once, read after unlocking. */
export function SlipButton() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button icon="log" wide onClick={() => setOpen(true)}>
        {t("slip.button")}
      </Button>
      <Sheet title={t("slip.title")} open={isOpen} onClose={() => setOpen(false)} closeLabel={t("back")}>
        <SlipForm onDone={() => setOpen(false)} />
      </Sheet>
    </>
  );
}

function SlipForm({ onDone }: { onDone: () => void }) {
  const [words, setWords] = useState("");
  const [hasFailed, setFailed] = useState(false);
  useDirty(words.trim() !== "");

  async function go(event: Event): Promise<void> {
    event.preventDefault();
    if (words.trim() === "") return;
    try {
      await phone.writeSlip(words.trim());
    } catch {
      setFailed(true);
      return;
    }
    toast(t("slip.saved"));
    onDone();
  }

  return (
    <form class="stack" onSubmit={(event) => void go(event)}>
      {hasFailed && <Banner tone="critical" title={t("slip.failed")} live />}
      <TextArea label={t("slip.label")} help={t("slip.help")} rows={6} value={words} onInput={(event) => setWords(event.currentTarget.value)} />
      <Button type="submit" weight="primary" wide>
        {t("slip.save")}
      </Button>
    </form>
  );
}
