/** The exit codes of `rigline` and `rigline-watchdog`, one table (docs/cli/exit-codes.md prints it). */
export const EXIT_CODES = {
  success: 0,
  internal: 1,
  usage: 2,
  config: 3,
  plugin: 4,
  preflight: 5,
  refused: 6,
  experiment: 7,
  runner: 8,
  handOff: 9,
  storage: 10,
  aborted: 130,
} as const;

export type ExitName = keyof typeof EXIT_CODES;
