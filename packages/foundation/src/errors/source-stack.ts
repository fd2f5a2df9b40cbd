import { existsSync, readFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import { fileURLToPath } from "node:url";

/**
 * An error's stack with the places in its sources, where the package brings them with its source maps. Node could do so
 * itself, but would then read the map of every module at each start.
 */
export function sourceStack(error: Error): string | undefined {
  const maps = new Map<string, SourceMap | undefined>();
  return error.stack?.replace(
    /(file:[^\s()]+\.js):(\d+):(\d+)/g,
    (whole, url: string, line: string, column: string) => {
      if (!maps.has(url)) maps.set(url, readMap(url));
      return findPlace(maps.get(url), url, Number(line), Number(column)) ?? whole;
    },
  );
}

function findPlace(map: SourceMap | undefined, url: string, line: number, column: number): string | undefined {
  const entry = map?.findEntry(line - 1, column - 1);
  if (entry === undefined || !("originalSource" in entry)) return undefined;
  const source = new URL(entry.originalSource, url);
  // What is bundled of other packages comes without its sources.
  return existsSync(source)
    ? `${fileURLToPath(source)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`
    : undefined;
}

/** A stack is told whatever has become of the maps. */
function readMap(url: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(new URL(`${url}.map`), "utf8")) as SourceMapPayload);
  } catch {
    return undefined;
  }
}
