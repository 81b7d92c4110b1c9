/**
 * What a message's key begins with, up to the first dot, where it is needed before the passphrase: on the screens that are open to
 * everybody, around every screen, and on those about the phone itself. All other messages are words of the work: they are not in
 * what is served to strangers, but given to a device that is signed in, and lie on it sealed.
 */
export const OUTSIDE = [
  "back", "close", "crisis", "enrol", "go_on", "install", "keeping", "language", "leave", "mend", "more", "nav", "numbers", "online",
  "passphrase", "recover", "rescue", "sending", "skip", "slip", "status", "unlock", "unusable", "update", "wipe", "words",
];

/** Is it needed before the passphrase? */
export function isOutside(key: string): boolean {
  return OUTSIDE.includes(key.split(".")[0] ?? "");
}
