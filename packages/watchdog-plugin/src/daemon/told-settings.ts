import type { NotifyChannel, RiglineSettings, SecretSource } from "@rigline/manifest";
import type { WatchdogOptions } from "../options/watchdog-options.js";

type ToldOptions = Pick<WatchdogOptions, "notify" | "safe_by" | "ping">;

/**
 * Who is told, as a daemon's watch config has it. `within`: makes a path of the options absolute; the watch config lies in another
 * folder than they.
 */
export function toldSettings(
  { notify, safe_by: safeBy, ping }: ToldOptions,
  within: (path: string) => string,
): Pick<RiglineSettings, "notify" | "safeBy" | "ping"> {
  const place = (source: SecretSource): SecretSource =>
    source.file === undefined ? source : { ...source, file: within(source.file) };
  const channels = notify.map((channel): NotifyChannel => {
    const { url, key, token, password } = channel;
    return {
      ...channel,
      ...(url === undefined ? {} : { url: place(url) }),
      ...(key === undefined ? {} : { key: place(key) }),
      ...(token === undefined ? {} : { token: place(token) }),
      ...(password === undefined ? {} : { password: place(password) }),
    };
  });
  return { notify: channels, safeBy, ping: ping === undefined ? undefined : { url: place(ping.url) } };
}
