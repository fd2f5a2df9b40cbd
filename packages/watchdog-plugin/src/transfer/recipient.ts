import { EmailSchema } from "@rigline/manifest";
import type { WatchdogOptions } from "../options/watchdog-options.js";

/**
 * Makes an address of an experimenter's name; clabe's `email_from_experimenter_builder`. Undefined or null: this one has none,
 * the next is asked.
 */
export type EmailFromExperimenter = (name: string) => string | null | undefined;

interface RecipientParts {
  readonly options: Pick<WatchdogOptions, "user_email" | "email_domain">;
  readonly emailFromExperimenter?: EmailFromExperimenter | undefined;
}

/**
 * Who the transfer service writes to: the option `user_email`, else the first experimenter of whom an address can be made, by
 * the function that was given or by the domain. A full name with a space makes none; null then.
 */
export function nameRecipient(
  { options: { user_email, email_domain }, emailFromExperimenter }: RecipientParts,
  experimenters: readonly string[],
): string | null {
  if (user_email !== undefined) return user_email;
  const byDomain = (name: string): readonly string[] => [name, `${name}@${email_domain}`];
  const candidates = experimenters
    .map((name) => name.trim())
    .flatMap((name): readonly unknown[] =>
      emailFromExperimenter === undefined ? byDomain(name) : [emailFromExperimenter(name)],
    );
  return candidates.find((candidate): candidate is string => EmailSchema.safeParse(candidate).success) ?? null;
}
