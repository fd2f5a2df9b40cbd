// A plugin of the rig's own. When the experiment is over it describes the session in the lab's metadata format, and promises
// the watchdog plugin the few facts that a manifest needs.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { definePlugin, type Plugin } from "@rigline/core";
import { SESSION_MAPPER, SessionMappingSchema } from "@rigline/watchdog-plugin";
import { describeAcquisition } from "./describe-acquisition.js";

const plugin: Plugin = definePlugin({
  name: "session-mapper",
  version: "1.0.0",
  provides: SESSION_MAPPER,
  setup: ({ runners }) =>
    runners.add({
      name: "session-mapper",
      phase: "postSession",
      // With a schema the result is kept in the session's journal: `rigline resume` need not map again.
      result: SessionMappingSchema,
      run: async ({ session, report }) => {
        const modalities = ["behavior", "behavior-videos"];
        const acquisition = join(session.directory, "acquisition.json");
        const text = JSON.stringify(describeAcquisition(session, modalities, new Date()), undefined, 2);
        await writeFile(acquisition, `${text}\n`);
        report("metadata", acquisition);
        return {
          subjectId: session.subject,
          experimenters: [...session.experimenters],
          acquisitionStart: session.date,
          modalities: Object.fromEntries(modalities.map((name) => [name, [join(session.directory, name)]])),
          schemas: [acquisition],
        };
      },
    }),
});

export default plugin;
