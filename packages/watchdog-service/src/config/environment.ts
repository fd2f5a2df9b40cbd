/** The variable TZ; the only reader of process.env in this package. */
export function readZoneVariable(): string | undefined {
  return process.env["TZ"];
}
