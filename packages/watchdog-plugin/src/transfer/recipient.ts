import { EmailSchema } from "@rigline/manifest";
import type { WatchdogOptions } from "../options/watchdog-options.js";
import type { AddressBook } from "./address-book.js";

interface RecipientParts {
  readonly options: Pick<WatchdogOptions, "user_email" | "user_email_of" | "email_domain">;
  readonly addresses?: Pick<AddressBook, "find"> | undefined;
}

/**
 * Who the transfer service writes to: the option `user_email`, else the first experimenter (or the last, by `user_email_of`) of
 * whom an address can be made: the one that was looked up, or by the domain where nothing is looked up or that went wrong. A full
 * name with a space makes none; null then.
 */
export function nameRecipient(
  { options: { user_email, user_email_of, email_domain }, addresses }: RecipientParts,
  experimenters: readonly string[],
): string | null {
  if (user_email !== undefined) return user_email;
  const names = experimenters.map((name) => name.trim());
  const candidates = (user_email_of === "last" ? names.toReversed() : names).flatMap((name): readonly unknown[] => {
    const found = addresses?.find(name);
    return found === undefined ? [name, addressOf(name, email_domain)] : [found];
  });
  return candidates.find((candidate): candidate is string => EmailSchema.safeParse(candidate).success) ?? null;
}

/** Why nobody can be written to, one phrase. */
export function explainNobody({ options, addresses }: RecipientParts, experimenters: readonly string[]): string {
  const names = experimenters.map((name) => name.trim());
  if (names.length === 0) return "no experimenter is named";
  const reasons = names.map((name) => {
    const found = addresses?.find(name);
    if (found === null) return `${JSON.stringify(name)} has none by email_from_experimenter`;
    const address = found ?? addressOf(name, options.email_domain);
    return `${JSON.stringify(address)} ${EmailSchema.safeParse(address).error?.issues[0]?.message ?? "is none"}`;
  });
  return reasons.join("; ");
}

function addressOf(name: string, domain: string): string {
  return `${name}@${domain}`;
}
