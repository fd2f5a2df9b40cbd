/** Values of a query: what both drivers take. Lists and objects are given as JSON text. */
export type SqlValue = string | number | boolean | null | Date;

/** What can be asked of a database, in a transaction or without. */
export interface Queries {
  /** The rows. Rejects with the database's own error, whose `code` is its SQLSTATE. */
  query<Row extends object>(text: string, values?: readonly SqlValue[]): Promise<readonly Row[]>;
  /** The same for libraries that make their own statements. */
  readonly driver: SqlDriver;
}

/** A statement with values of any kind; without values also several. */
export interface SqlDriver {
  executeSql(text: string, values?: unknown[]): Promise<{ rows: object[] }>;
}

/** PostgreSQL, or what stands in for it while somebody tries the fleet. */
export interface Database extends Queries {
  /** All of it or nothing; it is ended when `work` rejects. */
  transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T>;
  /** Where it is, without a password. */
  readonly place: string;
  close(): Promise<void>;
}
