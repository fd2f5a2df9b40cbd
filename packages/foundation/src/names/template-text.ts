/** A hole that a template leaves: `<your project>`, `{{ project }}`, `${PROJECT}`, `%PROJECT%`, `__PROJECT__`, `[project]`. */
const HOLE = /<[^<>@]+>|\{\{.*\}\}|^[$%@#_{[]+ *[\w .-]+ *[%@#_}\]]+$|^\$[a-z_]\w*$/iu;
/** Nothing but a mark that something is missing. */
const BLANK = /^(?:\.{3,}|…|[?_*–—-]+)$/u;
const NOTE = /^(?:todo|tbd|tba|fixme)\b/iu;
const STAND_IN =
  /^(?:xxx+|change ?me|replace ?me|fill ?me|placeholder|dummy|example|sample|foo|bar|baz|foobar|lorem ipsum.*|none|null|nil|undefined|n\/a) ?\d*$/iu;
/** Somebody is told to write: `ADD PROJECT NAME HERE`, `replace with the project`, `Enter your name`. */
const DEMAND =
  /\b(?:add|enter|insert|put|fill|replace|write|type|paste|specify|provide|choose|select)\b.*\b(?:here|this|me|with|below)\b|^(?:add|enter|insert|put|fill in|replace|write|type|paste|specify|provide|choose|select) (?:a|an|the|your|my|project|name|value)\b/iu;
const SOMEBODYS =
  /^(?:your|my|some)\b(?: own)? (?:project|name|share|server|folder|path|lab|rig|data|email|mail|subject)/iu;
const NO_PLACE = /(?:^|[/\\])path[/\\]to(?:[/\\]|$)|(?:^|[@./])example\.(?:com|org|net|edu)(?:$|[:/])/iu;

/**
 * Whether a value is what examples and templates have where one belongs, so that nobody has written it yet. `key`: whose value
 * it is, for `project_name: project name` is none either.
 */
export function isTemplateText(text: string, key: string): boolean {
  const value = text.trim();
  if (value === "") return false;
  const words = toWords(value);
  return (
    [HOLE, BLANK, NO_PLACE].some((pattern) => pattern.test(value)) ||
    [NOTE, STAND_IN, DEMAND, SOMEBODYS].some((pattern) => pattern.test(words)) ||
    words.toLowerCase() === toWords(key).toLowerCase()
  );
}

function toWords(text: string): string {
  return text.replaceAll(/[_\s-]+/gu, " ").trim();
}
