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

/** A word as it stands on a command line of bash, `Maus\ 7` or `"Maus 7`, as a program would get it. A quote may be open. */
export function unquoteWord(word: string): string {
  const parts = word.matchAll(
    /'(?<literal>[^']*)(?:'|$)|"(?<quoted>(?:\\[\s\S]|[^"\\])*)(?:"|\\?$)|\\(?<escaped>[\s\S]?)|(?<plain>[^'"\\]+)/g,
  );
  return [...parts].map(({ groups = {} }) => unquotePart(groups)).join("");
}

function unquotePart({ literal, quoted, escaped, plain }: Readonly<Record<string, string | undefined>>): string {
  if (quoted !== undefined) return quoted.replaceAll(/\\([\\"$`])/g, "$1");
  return literal ?? escaped ?? plain ?? "";
}
