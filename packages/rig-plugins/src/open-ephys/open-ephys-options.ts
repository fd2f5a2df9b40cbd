import { pathText, templatePath } from "@rigline/core";
import { z } from "zod";

export type OpenEphysOptions = z.output<typeof OpenEphysOptionsSchema>;

export const OpenEphysOptionsSchema = z.strictObject({
  signal_chain: pathText()
    .nullish()
    .describe(
      "The signal chain that the GUI is started with where it does not run yet, an XML file; from the config's folder. When absent, the GUI must run already.",
    ),
  executable: pathText()
    .default("./.open_ephys/open_ephys.exe")
    .describe("The GUI's program, as in clabe's section; from the config's folder."),
  address: z.string().min(1).default("localhost").describe("The computer that the GUI runs on."),
  port: z.number().int().min(1).max(65_535).default(37_497).describe("The port of its HTTP server."),
  directory: templatePath()
    .default("{session_directory}/ecephys")
    .describe(
      "Where the record nodes write, as the GUI's computer sees it. On another computer than the launcher's it must be named as that one knows it.",
    ),
  nodes: z
    .record(z.string().regex(/^\d+$/, "must be the number of a record node"), templatePath())
    .default({})
    .describe('Record nodes that write elsewhere, by their numbers: `"102": D:/probe-b/{session_name}`.'),
  messages: z
    .array(
      z.strictObject({
        processor: z.number().int().describe("The number of the processor."),
        text: z.string().min(1).describe("What it is told before the recording begins: `NP REFERENCE 3 1 1 TIP`."),
      }),
    )
    .default([])
    .describe("Settings of processors, in this order."),
  start_seconds: z
    .number()
    .positive()
    .default(60)
    .describe("A GUI that was started must answer within so many seconds."),
  answer_seconds: z
    .number()
    .positive()
    .default(10)
    .describe("It must answer a question within so many seconds, as in clabe."),
});
