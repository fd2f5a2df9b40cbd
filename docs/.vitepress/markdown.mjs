import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const DOCS = fileURLToPath(new URL("../", import.meta.url));

/**
 * The anchor of a heading, as GitHub makes it, so that a link within the pages leads to the same place in both.
 *
 * @param {string} heading
 * @returns {string}
 */
export function slugify(heading) {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}_\- ]/gu, "")
    .replaceAll(" ", "-");
}

/** What the pages have for readers of GitHub and of the checkout, and a site can't show. */
export function readMarkdownRules(renderer) {
  renderer.core.ruler.before("normalize", "comments", (state) => {
    state.src = withoutComments(state.src);
  });
  renderer.inline.ruler.before("html_inline", "anchors", readAnchor);
  renderer.core.ruler.push("links", (state) => {
    for (const { children } of state.tokens) if (children) closeLinks(children, state.env.path);
  });
  renderer.core.ruler.push("rows", (state) => nameRows(state.tokens));
  const fence = renderer.renderer.rules.fence;
  renderer.renderer.rules.fence = (tokens, at, ...rest) => {
    // What is a file for the tests is one for the reader.
    const name = /\bfile=(\S+)/.exec(tokens[at].info)?.[1];
    const block = fence(tokens, at, ...rest);
    return name === undefined
      ? block
      : block.replace(/(<span class="lang">)[^<]*/, (_whole, start) => `${start}${renderer.utils.escapeHtml(name)}`);
  };
}

/** Marks such as `<!-- keys of the launcher -->` are for the tests. Those in a block of code are part of it. */
function withoutComments(text) {
  return text
    .split(/^(```[^]*?^```)/m)
    .map((part, at) => (at % 2 === 0 ? part.replaceAll(/<!--[^]*?-->\n?/g, "") : part))
    .join("");
}

/** Typedoc writes the anchors and line breaks of its tables as HTML. No other HTML is let through, and none elsewhere. */
function readAnchor(state, silent) {
  if (!state.env.relativePath?.startsWith("api/")) return false;
  const [text] = /^<(?:a id="[\w-]+"><\/a>|br \/>)/.exec(state.src.slice(state.pos, state.pos + 200)) ?? [];
  if (text === undefined) return false;
  if (!silent) state.push("html_inline", "", 0).content = text;
  state.pos += text.length;
  return true;
}

/** A link to the sources leads nowhere on a site: its words stay, and the path is told where the mouse rests. */
function closeLinks(tokens, page) {
  const open = [];
  for (const token of tokens) {
    if (token.type === "link_open") {
      const target = token.attrGet("href") ?? "";
      const path = sourceOf(target, page);
      open.push(path);
      if (isHome(target, page)) token.attrSet("href", target.replace("README.md", "index.md"));
      if (path === undefined) continue;
      token.type = "source_open";
      token.tag = "span";
      token.attrs = [
        ["class", "source"],
        ["title", path],
      ];
    } else if (token.type === "link_close" && open.pop() !== undefined) {
      token.type = "source_close";
      token.tag = "span";
    }
  }
}

/** docs/README.md is the site's first page. */
function isHome(target, page) {
  return page !== undefined && resolve(dirname(page), target.replace(/#.*/, "")) === join(DOCS, "README.md");
}

/** The path in the checkout of what is no page; undefined for pages, anchors and addresses. */
function sourceOf(target, page) {
  if (/^(?:[a-z]+:|#|\/)/i.test(target) || page === undefined) return undefined;
  const path = relative(DOCS, resolve(dirname(page), decodeURI(target.replace(/#.*/, "")))).replaceAll("\\", "/");
  return path.startsWith("..") ? path.replace(/^\.\.\//, "") : undefined;
}

/** A row of a table that begins with a key, a code or a word in `code` has that as its anchor: `#k-data_dir`. */
function nameRows(tokens) {
  for (const [at, token] of tokens.entries()) {
    if (token.type !== "tr_open" || tokens[at + 1]?.type !== "td_open") continue;
    const [first, ...others] = tokens[at + 2]?.children ?? [];
    if (first?.type === "code_inline" && others.length === 0) token.attrSet("id", `k-${slugify(first.content)}`);
  }
}
