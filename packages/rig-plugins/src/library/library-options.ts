import { pathText, templatePath } from "@rigline/core";
import { z } from "zod";

export type LibraryOptions = z.output<typeof LibraryOptionsSchema>;

const kind = z.string().regex(/^[a-z][a-z0-9_]*$/, "must be small letters, digits and _, beginning with a letter");

export const LibraryOptionsSchema = z.strictObject({
  config_library_dir: pathText().describe("The library's folder, as in clabe's section; from the config's folder."),
  computer_name: z
    .string()
    .min(1)
    .nullish()
    .describe(
      "Whose rigs are in question: `Rig/<computer_name>`. When absent, the variable COMPUTERNAME, else the host's name.",
    ),
  kinds: z
    .array(z.enum(["rig", "task", "trainer_state"]))
    .default(["rig", "task"])
    .describe("What a session needs of the library, in the order in which it is picked."),
  subjects: z
    .enum(["require", "warn", "ignore"])
    .default("warn")
    .describe(
      "What it means when the library has no folder of the subject: the session is refused, it is told, or nothing.",
    ),
  schemas: z
    .record(kind, pathText())
    .default({})
    .describe(
      "JSON Schemas that what was picked must fit, by kind: `rig: schemas/rig.json`. From the config's folder.",
    ),
  validate: z
    .record(kind, z.array(z.string()).min(1))
    .default({})
    .describe(
      "Programs that judge it, by kind, a pydantic model mostly: the file is their last argument, and any exit code but 0 refuses it.",
    ),
  by_animal: z
    .array(
      z.strictObject({
        kind: kind.describe("The record: `Subjects/<subject>/<kind>.json`."),
        path: z
          .string()
          .min(1)
          .describe("Where in the rig it is put, with dots between: `manipulator.initial_position`."),
        from: templatePath()
          .optional()
          .describe(
            "The file that the experiment leaves with the new value, which is written back after a session that went well.",
          ),
      }),
    )
    .default([])
    .describe("What belongs to the animal and is put into its rig, as clabe's ByAnimalModifier does."),
  write_back: z
    .array(
      z.strictObject({
        kind: kind.describe("The record: `task` and `trainer_state` of the subject, or any other."),
        from: templatePath().describe("The file that the experiment or a step leaves in the session."),
      }),
    )
    .default([])
    .describe(
      "What is written back to the subject's folder after a session that went well; what was there is kept in `history`.",
    ),
});
