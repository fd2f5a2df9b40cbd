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
    return found === undefined ? [name, `${name}@${email_domain}`] : [found];
  });
  return candidates.find((candidate): candidate is string => EmailSchema.safeParse(candidate).success) ?? null;
}
