import {
  CLOCK,
  definePlugin,
  ENVIRONMENT,
  FILE_SYSTEM,
  FREE_SPACE,
  LAUNCHER_LOGS,
  type Plugin,
  PROCESS_RUNNER,
  RESOLVED_CONFIG,
  RUNNING_EXPERIMENT,
} from "@rigline/core";
import { VERSION } from "../version.js";
import { type ResourceLogOptions, ResourceLogOptionsSchema } from "./resource-log-options.js";
import { ResourceRecorder } from "./resource-recorder.js";

/** Keeps how much processor, memory and disk the experiment used, over time, with a plot, among the session's logs. */
export const resourceLogPlugin: Plugin<ResourceLogOptions> = definePlugin({
  name: "resource-log",
  version: VERSION,
  section: "resource_log",
  options: ResourceLogOptionsSchema,
  needs: { recorder: ResourceRecorder },
  services: [
    {
      token: ResourceRecorder,
      useFactory: ({ services }) =>
        new ResourceRecorder({
          clock: services.resolve(CLOCK),
          fileSystem: services.resolve(FILE_SYSTEM),
          freeSpace: services.resolve(FREE_SPACE),
          processes: services.resolve(PROCESS_RUNNER),
          environment: services.resolve(ENVIRONMENT),
          config: services.resolve(RESOLVED_CONFIG),
          logs: services.resolve(LAUNCHER_LOGS),
          experiment: services.resolve(RUNNING_EXPERIMENT),
        }),
    },
  ],
  hooks: {
    sessionStarted: ({ session }, { needs: { recorder }, options, log, defer }) => {
      if (process.platform !== "win32" && process.platform !== "linux") {
        log.warning(`what the experiment uses is not known on ${process.platform}`);
        return;
      }
      recorder.start(options.every_seconds, process.platform);
      defer(() => recorder.stop(session, log), "resource log");
    },
    experimentEnded: ({ session }, { needs: { recorder }, log }) => recorder.stop(session, log),
  },
});
