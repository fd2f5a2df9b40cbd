import { programFields, RetrySchema, templatePath } from "@rigline/core";
import { z } from "zod";

/** The runner of the mapper that the config names, as the report and the journal name it. */
export const MAPPER = "mapper";

const { command, ...fields } = programFields("session");

/** The option `mapper`: a program or a file that says which folder is which, or what is built in. */
export const MapperSchema = z
  .strictObject({
    command: command
      .optional()
      .describe(
        "A program that prints, or writes, a mapping or a whole aind-data-schema document; it gets the session as JSON on its standard input.",
      ),
    file: templatePath()
      .optional()
      .describe(
        "The document or mapping that the experiment, a step or `command` has written, from the session's folder; the session's `acquisition.json` or `session.json` when neither is given.",
      ),
    modalities: z
      .enum(["both", "document", "folders"])
      .default("both")
      .describe(
        "Where a document says who was recorded and when, which modalities are sent: those of its streams (`document`), those whose folders are there (`folders`), or all of them, with each difference told (`both`).",
      ),
    ...fields,
    timeout_seconds: fields.timeout_seconds
      .unwrap()
      .default(600)
      .describe("After so many seconds the program is ended and has failed."),
    retry: RetrySchema.optional(),
  })
  .describe("Who says which folder of a session is which modality, without a plugin.");

export type MapperOption = z.output<typeof MapperSchema>;
