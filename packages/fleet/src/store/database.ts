/** Values of a query: what both drivers take. Lists and objects are given as JSON text. */
export type SqlValue = string | number | boolean | null | Date;

/** What can be asked of a database, in a transaction or without. */
export interface Queries {
  /** The rows. Rejects with the database's own error, whose `code` is its SQLSTATE. */
  query<Row extends object>(text: string, values?: readonly SqlValue[]): Promise<readonly Row[]>;
}

/** PostgreSQL, or what stands in for it while somebody tries the fleet. */
export interface Database extends Queries {
  /** All of it or nothing; it is ended when `work` rejects. */
  transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T>;
  /** Several statements, without values. The rows of the last. */
  script(text: string): Promise<readonly object[]>;
  /** Where it is, without a password. */
  readonly place: string;
  /** Where a driver of another library finds it; undefined: only in this process. */
  readonly address: string | undefined;
  close(): Promise<void>;
}
