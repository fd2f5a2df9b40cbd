import { SecretSchema } from "@rigline/manifest/fleet";
import { z } from "zod";

/** Of the settings those of the page. */
export const PageEntries = {
  url: z
    .string()
    .optional()
    .describe(
      "Where people see the page: `https://NAME`, a proxy with TLS before this server; on this computer alone when absent.",
    ),
  sign_in: z
    .strictObject({
      issuer: z
        .url({ protocol: /^https?$/u })
        .describe("The service's own address, below which `/.well-known/openid-configuration` stands."),
      client_id: z.string().min(1).describe("The fleet's id there."),
      client_secret: SecretSchema.optional().describe(
        "Its secret: `{ env: NAME }` or `{ file: PATH }`; a public client, by PKCE alone, when absent.",
      ),
      label: z
        .string()
        .min(1)
        .optional()
        .describe("What stands on the button behind *Sign in with*; the issuer's host when absent."),
      name_claim: z
        .string()
        .min(1)
        .default("email")
        .describe(
          "The claim that people are named by here; `email` counts only where `email_verified` stands with it.",
        ),
      newcomers: z
        .enum(["reader", "none"])
        .default("none")
        .describe("Whether whoever that service knows may look, though nobody has added them."),
    })
    .optional()
    .describe("A service of OpenID Connect by which people sign in; with passwords alone when absent."),
} as const;
