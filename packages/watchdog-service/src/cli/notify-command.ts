import { describeError, type DescribedError, didYouMean, EXIT_CODES, RiglineError } from "@rigline/foundation/errors";
import { createHttpClient, readProxies } from "@rigline/foundation/http";
import { systemClock } from "@rigline/foundation/platform";
import type { DaemonSettings } from "../config/daemon-settings.js";
import { readVariables } from "../config/environment.js";
import { loadSettings } from "../config/load-settings.js";
import { readSecret } from "../config/read-secret.js";
import { describe } from "../jobs/park.js";
import { type Channel, createChannels, post } from "../notify/channel.js";
import { composeTest } from "../notify/compose-message.js";
import { PING, pingRequest } from "../notify/dead-mans-switch.js";
import { notifyError } from "../notify/notify-errors.js";
import { say, sayJson } from "./fit-to-show.js";

/** How a channel took its message. */
interface TriedChannel {
  readonly name: string;
  readonly sent: boolean;
  /** Null: it was sent. */
  readonly error: DescribedError | null;
  readonly exitCode: number;
}

/**
 * `rigline-watchdog notify test [CHANNEL]`: a message by every channel of the watch config, or by one, and a ping. Returns the exit
 * code of the first that failed. Throws NOTIFY_NO_CHANNEL.
 */
export async function testChannels(config: string, only: string | undefined, json: boolean): Promise<number> {
  const settings = loadSettings(config);
  const channels = listChannels(settings);
  const meant = channels.filter(({ name }) => only === undefined || name === only);
  if (meant.length === 0) throw noChannel(settings, channels, only);
  const tried = await Promise.all(meant.map((channel) => tryChannel(settings, channel, json ? () => {} : say)));
  if (json)
    sayJson({
      configFile: settings.configFile,
      channels: tried.map(({ name, sent, error }) => ({ name, sent, error })),
    });
  return tried.find(({ sent }) => !sent)?.exitCode ?? EXIT_CODES.success;
}

function listChannels({ notify, configFile }: DaemonSettings): readonly Pick<Channel, "name" | "send">[] {
  if (notify === undefined) return [];
  const http = createHttpClient(readProxies(readVariables()));
  const read = (source: Parameters<typeof readSecret>[1]): string => readSecret(configFile, source);
  const { ping } = notify;
  const channels = createChannels(notify, { http, readSecret: read });
  if (ping === undefined) return channels;
  const send: Channel["send"] = ({ title }, signal) => post(http, pingRequest(read(ping), "success", title), signal);
  return [...channels, { name: PING, send }];
}

async function tryChannel(
  settings: DaemonSettings,
  { name, send }: Pick<Channel, "name" | "send">,
  tell: (text: string) => void,
): Promise<TriedChannel> {
  try {
    await send(composeTest(name, systemClock.now(), settings), new AbortController().signal);
    tell(`${name}: sent`);
    return { name, sent: true, error: null, exitCode: EXIT_CODES.success };
  } catch (error) {
    const [code, todo, exitCode] =
      error instanceof RiglineError ? [`${error.code}: `, error.todo, error.exitCode] : ["", "", EXIT_CODES.internal];
    tell(`${name}: NOT SENT: ${code}${describe(error)}\n  do  ${todo}`);
    return { name, sent: false, error: describeError(error), exitCode };
  }
}

function noChannel(
  { configFile }: DaemonSettings,
  channels: readonly Pick<Channel, "name">[],
  only: string | undefined,
): Error {
  const names = channels.map(({ name }) => name);
  if (only === undefined || names.length === 0)
    return notifyError("NOTIFY_NO_CHANNEL", {
      what: `${configFile} names no channel by which anybody is told`,
      where: { file: configFile },
    });
  return notifyError("NOTIFY_NO_CHANNEL", {
    what: `${configFile} has no channel ${only}.${didYouMean(only, names)}`,
    where: { file: configFile },
    why: `it has ${names.join(", ")}`,
    todo: "Give the name of one of them, or none to try them all.",
  });
}
