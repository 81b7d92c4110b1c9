import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { Button } from "./button";

interface Floating {
  title: string;
  open: boolean;
  onClose: () => void;
  /** The word on the way out. */
  closeLabel: string;
  children: ComponentChildren;
}

/** A question that has to be answered first. Escape closes it; the focus stays inside and goes back where it was. */
export function Dialog(floating: Floating) {
  return <Floater {...floating} look="dialog" />;
}

/** The same from the lower edge, in the thumb's arc: choices about what is on the screen. */
export function Sheet(floating: Floating) {
  return <Floater {...floating} look="sheet" />;
}

function Floater({ title, open, onClose, closeLabel, look, children }: Floating & { look: "dialog" | "sheet" }) {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const { current } = box;
    if (open && current?.open === false) current.showModal();
    if (!open && current?.open === true) current.close();
  }, [open]);
  return (
    <dialog ref={box} class={look} aria-labelledby={id} onClose={onClose}>
      {open && (
        <div class="stack">
          <h2 id={id}>{title}</h2>
          {children}
          <Button weight="quiet" wide onClick={() => box.current?.close()}>
            {closeLabel}
          </Button>
        </div>
      )}
    </dialog>
  );
}
