import { useState } from "preact/hooks";
import { BottomNav, Button, Dialog, Sheet, Tabs, toast } from "../ui";

const TABS = [
  { value: "one", label: "Sessions" },
  { value: "two", label: "Plan" },
  { value: "three", label: "Contacts" },
] as const;

/** What floats, and what leads elsewhere. */
export function Floats() {
  const [open, setOpen] = useState<"dialog" | "sheet" | null>(null);
  const [tab, setTab] = useState<string>("one");
  const close = () => setOpen(null);
  return (
    <section class="gallery-part">
      <h2>What floats</h2>
      <div class="row">
        <Button onClick={() => setOpen("dialog")}>Open a dialog</Button>
        <Button onClick={() => setOpen("sheet")}>Open a sheet</Button>
        <Button onClick={() => toast("Marked as reached.", { label: "Undo", run: () => toast("As before.") })}>Show a toast</Button>
      </div>
      <Dialog title="Which of you was it?" open={open === "dialog"} onClose={close} closeLabel="Back">
        <p>You wrote 14:00, your colleague wrote 15:00.</p>
        <Button wide onClick={close}>
          14:00
        </Button>
        <Button wide onClick={close}>
          15:00
        </Button>
      </Dialog>
      <Sheet title="Why not?" open={open === "sheet"} onClose={close} closeLabel="Back">
        <Button wide onClick={close}>
          At school
        </Button>
        <Button wide onClick={close}>
          Ill
        </Button>
      </Sheet>
      <h2>Parts of a screen</h2>
      <Tabs label="Parts" tabs={TABS} current={tab} onChoose={setTab}>
        <p>{TABS.find(({ value }) => value === tab)?.label}</p>
      </Tabs>
      <h2>At the lower edge</h2>
      <BottomNav
        label="Screens"
        current="#today"
        ways={[
          { href: "#today", label: "Today", icon: "today" },
          { href: "#people", label: "People", icon: "people" },
          { href: "#log", label: "Log", icon: "log" },
          { href: "#inbox", label: "Inbox", icon: "inbox" },
          { href: "#more", label: "More", icon: "more" },
        ]}
      />
    </section>
  );
}
