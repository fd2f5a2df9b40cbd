/** What a file's text consists of before values are made of it. `offset`: into the text. */
export type YamlNode = YamlScalar | YamlSequence | YamlPairs;

export interface YamlScalar {
  readonly kind: "scalar";
  /** In full, `tag:yaml.org,2002:str`; undefined where the text decides. */
  readonly tag: string | undefined;
  /** Neither quoted nor a block: the text may be another thing than a string. */
  readonly plain: boolean;
  readonly text: string;
  readonly offset: number;
}

export interface YamlSequence {
  readonly kind: "list";
  readonly tag: string | undefined;
  readonly items: YamlNode[];
  readonly offset: number;
  /** Behind its closing bracket; undefined without brackets. */
  end?: number;
}

export interface YamlPairs {
  readonly kind: "mapping";
  readonly tag: string | undefined;
  readonly pairs: (readonly [key: YamlNode, value: YamlNode])[];
  readonly offset: number;
  /** Behind its closing bracket; undefined without brackets. */
  end?: number;
}
