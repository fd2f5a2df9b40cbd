import type { SecretSource } from "@rigline/manifest";

/** The fleet that a rig belongs to. */
export interface FleetSettings {
  /** Of its server, without a slash at the end. */
  readonly url: string;
  readonly token: SecretSource;
  /** How often it hears from the rig when nothing happens. */
  readonly everyMs: number;
  /** The lease by which this machine serves the flag folder; undefined: it is this machine's alone. */
  readonly lease?: string | undefined;
}
