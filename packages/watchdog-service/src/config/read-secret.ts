import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { messageOf } from "@rigline/foundation/errors";
import type { SecretSource } from "@rigline/manifest";
import { notifyError } from "../notify/notify-errors.js";
import { readVariable } from "./environment.js";

/**
 * The secret that a watch config names, without the blanks around it. Read whenever it is needed, so that one that is
 * changed needs no new daemon; a relative file starts at the config's folder. Throws NOTIFY_SECRET_MISSING.
 */
export function readSecret(configFile: string, { env, file }: SecretSource): string {
  const [place, secret] =
    env === undefined
      ? readPlace(resolve(dirname(configFile), file ?? ""))
      : [`the environment variable ${env}`, (readVariable(env) ?? "").trim()];
  if (secret !== "") return secret;
  throw notifyError("NOTIFY_SECRET_MISSING", { what: `${place} is empty, or not set where the daemon was started` });
}

function readPlace(file: string): [place: string, secret: string] {
  try {
    return [`the secret file ${file}`, readFileSync(file, "utf8").trim()];
  } catch (cause) {
    throw notifyError("NOTIFY_SECRET_MISSING", {
      what: `the secret file ${file} can't be read`,
      where: { file },
      why: messageOf(cause),
    });
  }
}
