/**
 * A path that a variable of the environment holds; undefined when it is empty or not set. Quotes around it are left away:
 * `setx WATCHDOG_EXE "\"C:\\…\""` keeps them, and no path begins with one.
 */
export function environmentPath(
  environment: Readonly<Record<string, string>>,
  variable: "WATCHDOG_EXE" | "WATCHDOG_CONFIG",
): string | undefined {
  const path = (environment[variable] ?? "").trim().replace(/^(["'])(.*)\1$/u, "$2");
  return path === "" ? undefined : path;
}
