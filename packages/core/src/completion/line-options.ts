/** What a command line that is being written says of the rig that it is about. */
export interface LineOptions {
  /** `--config`. */
  readonly file?: string;
  /** `--set` and `--data-dir`, as flags of the config. */
  readonly flags: Readonly<Record<string, string>>;
}

/** `words` are the finished ones. What is not yet whole (`--set data_dir`) is left out. */
export function readLineOptions(words: readonly string[]): LineOptions {
  const file = valuesOf(words, ["--config", "-c"]).at(-1);
  const settings = valuesOf(words, ["--set"]).filter((setting) => setting.indexOf("=") > 0);
  const dataFolder = valuesOf(words, ["--data-dir"]).at(-1);
  return {
    ...(file === undefined ? {} : { file }),
    flags: {
      ...Object.fromEntries(settings.map((setting) => splitAt(setting, setting.indexOf("=")))),
      ...(dataFolder === undefined ? {} : { data_dir: dataFolder }),
    },
  };
}

function valuesOf(words: readonly string[], names: readonly string[]): string[] {
  return words.flatMap((word, index) => {
    const next = words[index + 1];
    if (names.includes(word)) return next === undefined ? [] : [next];
    const name = names.find((one) => word.startsWith(`${one}=`));
    return name === undefined ? [] : [word.slice(name.length + 1)];
  });
}

function splitAt(text: string, at: number): [string, string] {
  return [text.slice(0, at), text.slice(at + 1)];
}
