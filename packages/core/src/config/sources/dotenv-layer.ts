import path from "node:path";
import { parseEnv } from "node:util";
import type { ConfigLayer, KeyPlace } from "../layers/config-layer.js";
import { isThere } from "./config-files.js";
import { environmentLayer } from "./environment-layer.js";
import { readText } from "./read-config-file.js";

export interface Dotenv {
  readonly variables: Readonly<Record<string, string>>;
  readonly layer: ConfigLayer | undefined;
}

/** The `.env` beside the config; absent is fine. Throws CONFIG_UNREADABLE. */
export function readDotenv(folder: string): Dotenv {
  const file = path.join(folder, ".env");
  if (!isThere(file)) return { variables: {}, layer: undefined };
  const content = readText(file);
  const variables = Object.fromEntries(
    Object.entries(parseEnv(content)).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const named = Object.entries(variables).map(([name, text]) => ({ name, text, place: placeOf(file, content, name) }));
  return { variables, layer: environmentLayer("dotenv", file, named) };
}

/** The last line that sets the variable: that is the one which counts. */
function placeOf(file: string, content: string, name: string): KeyPlace {
  const lines = content.split(/\r?\n/u);
  const start = new RegExp(String.raw`^(\s*(?:export\s+)?)${name.replaceAll(/[^\w]/gu, String.raw`\$&`)}\s*=`, "u");
  const index = lines.findLastIndex((text) => start.test(text));
  if (index === -1) return { name: file };
  return { name: file, line: index + 1, column: (start.exec(lines[index] ?? "")?.[1]?.length ?? 0) + 1 };
}
