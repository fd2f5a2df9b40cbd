/** The runner that hands a session off, as the report and the journal name it. */
export const RUNNER = "watchdog";
