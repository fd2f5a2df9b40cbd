export interface Telemetry {
  /** Ends what is open, sends it, and returns within two seconds whatever the collector does. Never rejects. */
  shutdown(): Promise<void>;
}
