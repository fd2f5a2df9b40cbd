import { pathText } from "@rigline/core";
import { z } from "zod";
import { FieldSchema } from "../forms/field.js";

export type NotesOptions = z.output<typeof NotesOptionsSchema>;

export const NotesOptionsSchema = z.strictObject({
  before: z.array(FieldSchema).default([]).describe("What is asked before the experiment, in this order."),
  after: z
    .array(FieldSchema)
    .default([FieldSchema.parse({ name: "remarks", ask: "notes", optional: true })])
    .describe("What is asked after it. One question when absent: remarks, several lines, which may be left out."),
  csv: pathText()
    .default("notes.csv")
    .describe("The table of all sessions, a row a session; from the config's folder. Rigs may share one."),
});
