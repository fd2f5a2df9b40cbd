import { definePlugin, FILE_SYSTEM, type Plugin } from "@rigline/core";
import { HAND_OFF_FILES, handOffFiles } from "../places/hand-off-files.js";
import { resolveSessionServices } from "../programs/session-services.js";
import { VERSION } from "../version.js";
import { DeviceSession } from "./device-session.js";
import { type DevicesOptions, DevicesOptionsSchema } from "./devices-options.js";

/** Starts the other computers of a session before its experiment, waits for all, and stops them after it. */
export const devicesPlugin: Plugin<DevicesOptions> = definePlugin({
  name: "devices",
  version: VERSION,
  section: "devices",
  options: DevicesOptionsSchema,
  needs: { devices: DeviceSession, fileSystem: FILE_SYSTEM },
  services: [
    {
      token: DeviceSession,
      useFactory: ({ services }) => new DeviceSession(resolveSessionServices<DevicesOptions>(services)),
    },
  ],
  extends: { mapping: HAND_OFF_FILES },
  hooks: {
    ready: ({ runners }, { needs: { devices }, options, extends: { mapping } }) => {
      handOffFiles({ runners, mapping }, "devices", ["devices.json"]);
      runners.add({
        name: "devices",
        phase: "preSession",
        simulated: "skip",
        run: async ({ session, signal, log, report, defer }) => {
          defer(() => devices.stop(), "other computers");
          for (const { name, readyMs, clock } of await devices.start(session, signal)) {
            const difference =
              clock === null ? "" : `, its clock differs by ${clock.differenceMs} ms (± ${clock.uncertaintyMs})`;
            report(name, `ready after ${(readyMs / 1000).toFixed(1)} s${difference}`);
            if (clock !== null && Math.abs(clock.differenceMs) > options.warn_clock_ms)
              log.warning(`the clock of ${name} differs from this computer's by ${clock.differenceMs} ms`);
          }
        },
      });
    },
    experimentEnded: (_payload, { needs: { devices } }) => devices.stop(),
  },
});
