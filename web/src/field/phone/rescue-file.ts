import { base64url } from "../../platform/bytes";
import type { Database } from "../../store/database";
import { rescueCopies } from "../../store/rescue";

/** What is unsent, each line sealed to the organisation's rescue key; null: it has no such key, or nothing waits. */
export async function rescueFile(db: Database, day: string): Promise<File | null> {
  const copies = await rescueCopies(db);
  if (copies.length === 0) return null;
  const lines = copies.map(({ seq, op_id, box }) => JSON.stringify({ seq, op_id, box: base64url(box) }));
  return new File([`${lines.join("\n")}\n`], `causeway-${day}.ndjson`, { type: "application/x-ndjson" });
}

/** Hands a file to another app, or saves it where no other app can be asked. */
export async function handOver(file: File): Promise<void> {
  if (navigator.canShare?.({ files: [file] })) {
    await navigator.share({ files: [file] });
    return;
  }
  const address = URL.createObjectURL(file);
  const link = Object.assign(document.createElement("a"), { href: address, download: file.name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
