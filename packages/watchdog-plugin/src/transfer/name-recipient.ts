import { EmailSchema } from "@rigline/manifest";
import type { WatchdogOptions } from "../options/watchdog-options.js";

/**
 * Who the transfer service writes to: the option `user_email`, else the first experimenter of whom an address can be made.
 * A full name with a space makes none; null then.
 */
export function nameRecipient(
  { user_email, email_domain }: Pick<WatchdogOptions, "user_email" | "email_domain">,
  experimenters: readonly string[],
): string | null {
  if (user_email !== undefined) return user_email;
  const candidates = experimenters.flatMap((name) => [name.trim(), `${name.trim()}@${email_domain}`]);
  return candidates.find((candidate) => EmailSchema.safeParse(candidate).success) ?? null;
}
