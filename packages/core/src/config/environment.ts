/**
 * A snapshot of the process's environment; the only reader of process.env in this package. On Windows names are
 * upper-cased, because there `Path` and `PATH` are one variable and a plain object can't know it.
 */
export function readEnvironment(
  source: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): Readonly<Record<string, string>> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(source))
    if (value !== undefined) environment[platform === "win32" ? name.toUpperCase() : name] = value;
  return environment;
}
