import { z } from "zod";
import { SecretSchema } from "./notify-schema.js";

const SciCatSchema = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: "must be an http or https address" })
    .describe("Of SciCat's API, with its version: `https://scicat.example.org/api/v3`."),
  token: SecretSchema.describe("Where the access token stands: `{ env: NAME }` or `{ file: PATH }`."),
  owner_group: z.string().min(1).describe("The group that owns the datasets."),
  access_groups: z.array(z.string().min(1)).default([]).describe("Groups that may read them as well."),
  owner: z.string().min(1).describe("Who is responsible for the data, by name."),
  contact_email: z
    .email()
    .describe("Whom to ask about the data; of a session whose manifest names somebody to be told, that address."),
  principal_investigator: z.string().min(1).optional().describe("By name; the owner when absent."),
  creation_location: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Where data are taken, as SciCat has it: `/site/facility/rig`; `/` and this computer's name when absent.",
    ),
  pid_prefix: z
    .string()
    .min(1)
    .optional()
    .describe("What the catalogue's identifiers begin with, such as `20.500.12345`; nothing when absent."),
});

const EntriesSchema = z.strictObject({
  scicat: SciCatSchema.describe("SciCat, by its API."),
});

/** The catalogue in which each session is registered. */
export type CatalogueEntries = z.output<typeof EntriesSchema>;

export const CatalogueSchema = EntriesSchema.optional().describe(
  "A catalogue in which each session is registered once its data have arrived (docs/watchdog-service/catalogue.md); none when absent.",
);

export const CATALOGUE_KEYS: readonly string[] = Object.keys(EntriesSchema.shape);
export const SCICAT_KEYS: readonly string[] = Object.keys(SciCatSchema.shape);
