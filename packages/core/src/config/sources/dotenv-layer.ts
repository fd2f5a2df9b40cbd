import path from "node:path";
import { parseEnv } from "node:util";
import type { ConfigLayer, KeyPlace } from "../layers/config-layer.js";
import { existsAsFile } from "./config-files.js";
import { environmentLayer } from "./environment-layer.js";
import { readText } from "./read-config-file.js";

export interface Dotenv {
  readonly variables: Readonly<Record<string, string>>;
  readonly layer: ConfigLayer | undefined;
}

/** The `.env` beside the config; absent is fine. Throws CONFIG_UNREADABLE. */
export function readDotenv(folder: string): Dotenv {
  const file = path.join(folder, ".env");
  if (!existsAsFile(file)) return { variables: {}, layer: undefined };
  const content = readText(file);
  const variables = Object.fromEntries(
    Object.entries(parseEnv(content)).flatMap(([name, text]) => (text === undefined ? [] : [[ownName(name), text]])),
  ) as Record<string, string>;
  const places = findPlaces(file, content);
  const named = Object.entries(variables).map(([name, text]) => ({
    name,
    text,
    place: places.get(name) ?? { name: file },
  }));
  return { variables, layer: environmentLayer("dotenv", file, named) };
}

/** Node takes a line that sets nothing for the beginning of the next line's name. */
function ownName(name: string): string {
  const [last = ""] = name.split(/\r?\n/u).slice(-1);
  return last.trim().replace(/^export\s+/u, "");
}

/** Of a variable that is set twice the last line: that is the one which counts. */
function findPlaces(file: string, content: string): Map<string, KeyPlace> {
  const lines = content.split(/\r?\n/u);
  return new Map(
    lines.flatMap((text, index) => {
      const [, start = "", name] = /^(\s*(?:export\s+)?)([^=#]*?)\s*=/u.exec(text) ?? [];
      return name === undefined ? [] : [[name, { name: file, line: index + 1, column: start.length + 1 }]];
    }),
  );
}
