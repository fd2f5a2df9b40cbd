/** What the guest says of one turn. */
export interface GuestResult {
  /** The folder that was copied. */
  readonly source: string;
  readonly contender: string;
  readonly seconds: number;
  /** Of SMB, sent for it. */
  readonly commands: number;
}
