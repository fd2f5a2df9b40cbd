import { inject, injectable, type ChannelTest, type ChannelTester, type ChannelTestRequest } from "@rigline/core";
import { EXIT_CODES, type ExitName, RiglineError } from "@rigline/foundation/errors";
import { z } from "zod";
import { askWatchdog } from "../daemon/ask-watchdog.js";
import { executableOf, serviceOf } from "../daemon/create-daemon.js";
import { DaemonControl } from "../daemon/daemon-control.js";
import { daemonError } from "../daemon/daemon-errors.js";
import { isOwnProgram } from "../daemon/service-program.js";
import { PluginParts } from "../parts.js";
import { channelError } from "./channel-errors.js";

const DescribedSchema = z.looseObject({ code: z.string(), message: z.string(), todo: z.string() });

/** As `rigline-watchdog notify test --json` prints it. */
const AnswerSchema = z.object({
  channels: z.array(z.object({ name: z.string(), sent: z.boolean(), error: DescribedSchema.nullable() })),
});
const FailureSchema = z.object({ error: DescribedSchema.extend({ why: z.string().optional() }), exitCode: z.number() });

/** Has Rigline's daemon try the channels that this rig's configuration leads to, by the watch config that it goes by. */
@injectable()
export class WatchdogChannels implements ChannelTester {
  readonly #parts: PluginParts;
  readonly #control: DaemonControl;

  constructor(@inject(PluginParts) parts: PluginParts, @inject(DaemonControl) control: DaemonControl) {
    this.#parts = parts;
    this.#control = control;
  }

  /** Throws CHANNELS_NOT_SET, CHANNELS_WITHOUT_EFFECT, CHANNELS_NOT_TESTED, DAEMON_PROGRAM_MISSING, and what the daemon's command says. */
  async test({ channel, signal }: ChannelTestRequest): Promise<ChannelTest> {
    const { configFile, generated } = this.#control.places;
    this.#requireOwnDaemon();
    const setIn = generated === undefined ? configFile : this.#ownConfig();
    if (generated !== undefined) {
      this.#requireSome(setIn);
      // It is what the daemon that the launcher starts reads, and may be of before the config was changed.
      this.#control.prepare();
    }
    const args = ["notify", "test", "-c", configFile, ...(channel === undefined ? [] : [channel])];
    const answer = await askWatchdog(this.#parts, { args, signal, onProgress: () => undefined });
    if (answer === undefined)
      throw daemonError("DAEMON_PROGRAM_MISSING", {
        what: `@rigline/watchdog-service is not installed in ${this.#parts.config.folder} or above it`,
      });
    const { document, code, said } = answer;
    const told = AnswerSchema.safeParse(document).data;
    if (told !== undefined)
      return { setIn, channels: told.channels, notes: this.#notes(), exitCode: code ?? EXIT_CODES.internal };
    const failure = FailureSchema.safeParse(document).data;
    if (failure !== undefined) throw asThrown(failure, setIn);
    throw channelError("CHANNELS_NOT_TESTED", {
      what: `rigline-watchdog gave no answer: ${said}`,
      where: { file: configFile },
    });
  }

  #ownConfig(): string {
    const { file } = this.#parts.config;
    return `the section \`watchdog\` of ${file ?? "the configuration"}`;
  }

  #requireOwnDaemon(): void {
    const program = executableOf(this.#parts.environment);
    if (serviceOf(this.#parts) !== "external" || program === undefined || isOwnProgram(program)) return;
    throw channelError("CHANNELS_WITHOUT_EFFECT", {
      what: `${program} (WATCHDOG_EXE) watches at this rig, and tells nobody of anything`,
    });
  }

  #requireSome(setIn: string): void {
    const { notify, ping } = this.#parts.options;
    if (notify.length > 0 || ping !== undefined) return;
    const { file } = this.#parts.config;
    throw channelError("CHANNELS_NOT_SET", {
      what: `${setIn} has neither \`notify\` nor \`ping\`, so nobody is told`,
      ...(file === undefined ? {} : { where: { file, path: "watchdog.notify" } }),
    });
  }

  /** What of the config is not what was tried. */
  #notes(): readonly string[] {
    const { notify, ping } = this.#parts.options;
    const { configFile, generated } = this.#control.places;
    if (generated !== undefined || (notify.length === 0 && ping === undefined)) return [];
    return [
      `${this.#ownConfig()} names channels too, which have no effect: this rig has a watch config of its own, ${configFile}`,
    ];
  }
}

/** The daemon's error as the launcher's own, by its code; where channels are set is said in the words of this rig. */
function asThrown({ error, exitCode }: z.output<typeof FailureSchema>, setIn: string): RiglineError {
  const { code, message: what, todo, why } = error;
  const names = Object.entries(EXIT_CODES) as [ExitName, number][];
  const exit = names.find(([, value]) => value === exitCode)?.[0] ?? "handOff";
  return new RiglineError(
    code,
    { exit, meaning: what, todo },
    { what, why: [why, `channels are set in ${setIn}`].filter(Boolean).join("\n") },
  );
}
