/** Milliseconds of processor time that this process has had: what else a machine does while it waits does not count. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
