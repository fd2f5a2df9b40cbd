/** What the watching thread is started with. */
export interface WatcherData {
  readonly memory: SharedArrayBuffer;
  readonly plugins: readonly { readonly name: string; readonly file: string }[];
}

/** Under this symbol the main thread leaves the function that ends the process. */
export const END_KEY = "rigline.endBlocked";
