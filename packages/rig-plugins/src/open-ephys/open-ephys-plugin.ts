import {
  definePlugin,
  FILE_SYSTEM,
  type Finding,
  messageOf,
  type Plugin,
  RESOLVED_CONFIG,
  resolveFrom,
} from "@rigline/core";
import { HAND_OFF_FILES, handOffFiles } from "../places/hand-off-files.js";
import { resolveSessionServices } from "../programs/session-services.js";
import { VERSION } from "../version.js";
import { type OpenEphysOptions, OpenEphysOptionsSchema } from "./open-ephys-options.js";
import { OpenEphysSession } from "./open-ephys-session.js";

/** Records with the Open Ephys GUI during the experiment, into the session's folder. */
export const openEphysPlugin: Plugin<OpenEphysOptions> = definePlugin({
  name: "open-ephys",
  version: VERSION,
  section: "open_ephys",
  options: OpenEphysOptionsSchema,
  needs: { config: RESOLVED_CONFIG, fileSystem: FILE_SYSTEM, ephys: OpenEphysSession },
  services: [
    {
      token: OpenEphysSession,
      useFactory: ({ services }) => new OpenEphysSession(resolveSessionServices<OpenEphysOptions>(services)),
    },
  ],
  extends: { mapping: HAND_OFF_FILES },
  hooks: {
    preflight: async ({ config: { simulate } }, { needs: { config, fileSystem, ephys }, options, signal }) => {
      if (simulate === true) return [];
      const { signal_chain: chain, executable } = options;
      try {
        const mode = await ephys.client.mode(signal);
        if (mode === "RECORD")
          return found("error", `the GUI at ${ephys.client.address} records already`, "Stop it there.");
        return found("ok", `the GUI answers at ${ephys.client.address} (${mode})`);
      } catch (error) {
        if (typeof chain !== "string")
          return found("error", messageOf(error), "Start the GUI, or name `signal_chain`, with which it is started.");
        const missing = [executable, chain]
          .map((path) => resolveFrom(config, path))
          .find((path) => !fileSystem.exists(path));
        if (missing === undefined) return found("ok", `the GUI will be started with ${chain}`);
        return found(
          "error",
          `the GUI can't be started: there is no ${missing}`,
          "Correct `executable` or `signal_chain` of the section open_ephys.",
        );
      }
    },
    ready: ({ runners }, { needs: { ephys }, extends: { mapping } }) => {
      handOffFiles({ runners, mapping }, "open-ephys", ["open_ephys.json", "open_ephys_settings.xml"]);
      runners.add({
        name: "open-ephys",
        phase: "preSession",
        simulated: "skip",
        run: async ({ session, signal, log, report, defer }) => {
          defer(() => ephys.close(), "Open Ephys");
          defer(() => ephys.stop(), "recording");
          const places = await ephys.start(session, signal, log);
          for (const [node, place] of Object.entries(places)) report(`record node ${node}`, place);
        },
      });
    },
    // Before anything is handed off.
    experimentEnded: (_payload, { needs: { ephys } }) => ephys.stop(),
  },
});

function found(level: Finding["level"], message: string, todo?: string): Finding {
  return { level, subject: "open ephys", message, ...(todo === undefined ? {} : { todo }) };
}
