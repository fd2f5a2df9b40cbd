import type { TimeOfDay } from "@rigline/foundation/time";
import type { NotifyChannel, SecretSource } from "@rigline/manifest";

/** Who is told, and of what. */
export interface NotifySettings {
  readonly channels: readonly NotifyChannel[];
  /** Of aind-watchdog-service. */
  readonly webhookUrl: string | null;
  /** Undefined: nothing is late. */
  readonly safeBy: TimeOfDay | undefined;
  /** Where the address of the dead-man's switch stands. */
  readonly ping: SecretSource | undefined;
}
