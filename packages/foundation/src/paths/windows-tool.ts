import { win32 } from "node:path";

export type Variables = Readonly<Record<string, string | undefined>>;

/** Names of variables have no case on Windows: `Path` is PATH. `name`: in capitals. */
export function variableOf(environment: Variables, name: string, platform: NodeJS.Platform): string | undefined {
  if (platform !== "win32") return environment[name];
  const key = Object.keys(environment).find((candidate) => candidate.toUpperCase() === name);
  return key === undefined ? undefined : environment[key];
}

/** The full path of a tool of Windows itself, so that a program of that name in the working folder is not run instead. */
export function windowsTool(path: string, environment: Variables): string {
  return win32.join(variableOf(environment, "SYSTEMROOT", "win32") ?? "C:\\Windows", "System32", path);
}
