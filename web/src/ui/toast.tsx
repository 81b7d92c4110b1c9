import { signal } from "@preact/signals";
import { Button } from "./button";

/** How long a toast with a way back stays, in milliseconds; long enough to be read and reached (WCAG 2.2.1). */
const STAYS_MS = 20_000;

interface Told {
  text: string;
  undo?: { label: string; run: () => void };
}

const told = signal<Told | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

/** Says in passing what was done, with a way back where there is one. */
export function toast(text: string, undo?: Told["undo"]): void {
  clearTimeout(timer);
  told.value = undo === undefined ? { text } : { text, undo };
  timer = setTimeout(closeToast, STAYS_MS);
}

/** Nothing is said any more: it was undone, read, or the phone locked. */
export function closeToast(): void {
  clearTimeout(timer);
  told.value = null;
}

/** Where toasts appear: once a page. */
export function ToastPlace({ closeLabel }: { closeLabel: string }) {
  const { value } = told;
  const undo = value?.undo;
  return (
    <div role="status" class="toast-place">
      {value !== null && (
        <div class="toast">
          <p>{value.text}</p>
          {undo !== undefined && (
            <Button
              weight="quiet"
              onClick={() => {
                closeToast();
                undo.run();
              }}
            >
              {undo.label}
            </Button>
          )}
          <Button weight="quiet" onClick={closeToast}>
            {closeLabel}
          </Button>
        </div>
      )}
    </div>
  );
}
