import { resolveFrom, type FileSystem, type Finding } from "@rigline/core";
import { messageOf } from "@rigline/foundation/errors";
import { showLocalTime } from "@rigline/foundation/time";
import { quoteArgument, readChannelStates, type SecretSource } from "@rigline/manifest";
import { serviceOf } from "../daemon/create-daemon.js";
import type { WatchPlaces } from "../daemon/watch-places.js";
import type { PluginParts } from "../parts.js";

/** The channels by which the daemon would tell people, and can't, as it last found them. */
export function checkChannels(
  fileSystem: FileSystem,
  { flagFolder, configFile }: Pick<WatchPlaces, "flagFolder" | "configFile">,
): readonly Finding[] {
  return Object.entries(readChannelStates(fileSystem, flagFolder)).flatMap(([name, { failing }]): Finding[] =>
    failing === null
      ? []
      : [
          {
            level: "warning",
            subject: "notifications",
            message: `nobody can be told by ${name} since ${showLocalTime(failing.since)}: ${failing.reason}`,
            todo: `${failing.todo} To try it: rigline-watchdog notify test -c "${configFile}" ${quoteArgument(name)}`,
          },
        ],
  );
}

/**
 * The secrets by which the daemon that the launcher starts would tell people, and that are not there: its environment is the
 * launcher's, so that it is known before anybody has to be told. A daemon with a watch config of its own has its own environment.
 */
export function checkSecrets(
  parts: Pick<PluginParts, "options" | "config" | "environment" | "fileSystem">,
  { flagFolder, generated }: Pick<WatchPlaces, "flagFolder" | "generated">,
): readonly Finding[] {
  if (generated === undefined || serviceOf(parts) !== "embedded") return [];
  const { notify, ping } = parts.options;
  const told = readChannelStates(parts.fileSystem, flagFolder);
  const named = [
    ...notify.map(({ channel, name = channel, url, key, token, password }) => ({
      name,
      secrets: [url, key, token, password],
    })),
    { name: "ping", secrets: [ping?.url] },
  ];
  return named
    .filter(({ name }) => (told[name]?.failing ?? null) === null)
    .flatMap(({ name, secrets }) =>
      secrets.flatMap((secret): Finding[] => {
        const lack = secret === undefined ? undefined : whatIsMissing(parts, secret);
        if (lack === undefined) return [];
        return [
          {
            level: "warning",
            subject: "notifications",
            message: `nobody can be told by ${name}: ${lack}`,
            todo: `Set the variable where the launcher is started, or write the secret alone into the file. To try it: rigline notify test ${quoteArgument(name)}`,
          },
        ];
      }),
    );
}

function whatIsMissing(
  { config, environment, fileSystem }: Pick<PluginParts, "config" | "environment" | "fileSystem">,
  { env, file }: SecretSource,
): string | undefined {
  if (env !== undefined) {
    // Windows tells no case apart in the names of variables; a warning too few is better than one that is wrong.
    const isSet = Object.entries(environment).some(
      ([name, value]) => name.toLowerCase() === env.toLowerCase() && value.trim() !== "",
    );
    return isSet ? undefined : `the environment variable ${env} is empty, or not set`;
  }
  const path = resolveFrom(config, file ?? "");
  try {
    const text = Buffer.from(fileSystem.read(path)).toString("utf8");
    return text.trim() === "" ? `the secret file ${path} is empty` : undefined;
  } catch (cause) {
    return `the secret file ${path} can't be read: ${messageOf(cause)}`;
  }
}
