import type { ShellCall } from "./shell-call.js";
import type { Shell } from "./shells.js";

/**
 * What teaches a shell to complete: it asks `rigline __complete -- <words>`, called as it was called now, for lines of
 * `value<TAB>description`, and offers files when there are none.
 */
export function shellScript(shell: Shell, call: ShellCall): string {
  const ask = call.command.map(QUOTES[shell]).join(" ");
  return SCRIPTS[shell](ask, call.byNpx ? "npx rigline" : ask, call.byNpx);
}

const PLAIN = /^[\w@%+=:,./-]+$/;

const QUOTES: Readonly<Record<Shell, (word: string) => string>> = {
  bash: quoteForPosix,
  zsh: quoteForPosix,
  fish: (word) => (PLAIN.test(word) ? word : `'${word.replaceAll(/[\\']/g, "\\$&")}'`),
  powershell: (word) => (PLAIN.test(word) ? word : `'${word.replaceAll("'", "''")}'`),
};

function quoteForPosix(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** `ask`: the command, for this shell; `called`: as a person types it. */
type Script = (ask: string, called: string, byNpx: boolean) => string;

const SCRIPTS: Readonly<Record<Shell, Script>> = {
  bash: (ask, called, byNpx) => `# rigline completion for bash: put this into ~/.bashrc
#   source <(${called} completion bash)
_rigline() {
  local word line replaced="" count=0 rest=\${COMP_LINE:0:COMP_POINT} trimmed
  local -a words=()
  # Readline breaks words at = and : too; what has no space before it belongs to the word before.
  for word in "\${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
    trimmed=\${rest#"\${rest%%[![:space:]]*}"}
    if [[ $trimmed != "$word"* ]]; then word=$trimmed; fi
    if [[ $trimmed == "$rest" && $count -gt 0 ]]; then words[count-1]+=$word; else words[count]=$word; count=$((count + 1)); fi
    rest=\${trimmed#"$word"}
  done
${byNpx ? BASH_NPX : "  local first=1\n"}  word=\${words[count-1]}
  # Readline keeps what is before the sign, and replaces the rest.
  if [[ $COMP_WORDBREAKS == *=* && $word != [\\'\\"]* ]]; then replaced=\${word%"\${word##*[=:]}"}; fi
  COMPREPLY=()
  while IFS= read -r line; do
    line=\${line%%$'\\t'*}
    line=\${line#"$replaced"}
    if [[ $word != [\\'\\"]* ]]; then printf -v line %q "$line"; fi
    COMPREPLY+=("$line")
  done < <(${ask} __complete --quoted -- "\${words[@]:first}" 2>/dev/null)
  # A key is written on to its value, without a space.
  if [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *= ]]; then compopt -o nospace 2>/dev/null; fi
}
complete -o default -F _rigline rigline${byNpx ? " npx" : ""}
`,
  zsh: (ask, called, byNpx) => `#compdef rigline${byNpx ? " npx" : ""}
# rigline completion for zsh: put this into ~/.zshrc, after compinit
#   source <(${called} completion zsh)
_rigline() {
  local line value description
  local -a values keys
${byNpx ? ZSH_NPX : "  local first=2\n"}  while IFS= read -r line; do
    value=\${\${line%%$'\\t'*}//:/\\\\:}
    description=\${line#*$'\\t'}
    # A key is written on to its value, without a space.
    if [[ $value == *= ]]; then keys+=($value\${description:+:$description})
    else values+=($value\${description:+:$description}); fi
  done < <(${ask} __complete "--current=\${(Q)PREFIX}" -- "\${(@Q)words[first,CURRENT-1]}" 2>/dev/null)
  if (( \${#values} + \${#keys} == 0 )); then
    compset -P '*='
    _files
    return
  fi
  if (( \${#values} )); then _describe -t values rigline values; fi
  if (( \${#keys} )); then _describe -t keys key keys -S ''; fi
}
# In a file of $fpath it is the function's body, else it is a line of ~/.zshrc.
if [[ $funcstack[1] == _rigline ]]; then _rigline "$@"; else compdef _rigline rigline${byNpx ? " npx" : ""}; fi
`,
  fish: (ask, called, byNpx) => `# rigline completion for fish: save this as ~/.config/fish/completions/rigline.fish
#   ${called} completion fish > ~/.config/fish/completions/rigline.fish
function __rigline_complete
  set -l words (commandline -opc)
  set -l current (commandline -ot)
  set -l found (${ask} __complete "--current=$current" -- $words[$argv[1]..-1] 2>/dev/null)
  if test (count $found) -gt 0
    printf '%s\\n' $found
    return
  end
  # A key is written on to its value, which may be a file.
  set -l start (string match -r '^.*=' -- "$current")
  __fish_complete_path (string replace -r '^.*=' '' -- "$current") | string replace -r '^' -- "$start"
end
complete -c rigline -f -k -a '(__rigline_complete 2)'
${byNpx ? FISH_NPX : ""}`,
  powershell: (ask, called, byNpx) => `# rigline completion for PowerShell: put this into your $PROFILE
#   ${called.startsWith("'") ? "& " : ""}${called} completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName ${byNpx ? "rigline, npx" : "rigline"} -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
${byNpx ? POWERSHELL_NPX : "  $first = 1\n"}  $words = @($commandAst.CommandElements | Select-Object -Skip $first |
    Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object {
      if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.ToString() }
    })
  $current = $wordToComplete.TrimStart([char[]]@([char]34, [char]39))
  $encoding = [Console]::OutputEncoding
  try {
    # Windows would read names that have more than ASCII in its old code page.
    try { [Console]::OutputEncoding = [System.Text.Encoding]::UTF8 } catch { }
    # An empty word would be dropped from the call, so the current one is given by name; so would -- be without quotes.
    & ${ask} __complete "--current=$current" '--' @words 2>$null | ForEach-Object {
      $value, $description = $_ -split "\`t", 2
      if (-not $description) { $description = $value }
      $written = if ($value -match '^[\\w\\-+.=:/\\\\]+$') { $value } else { "'" + $value.Replace("'", "''") + "'" }
      [System.Management.Automation.CompletionResult]::new($written, $value, 'ParameterValue', $description)
    }
  } finally {
    try { [Console]::OutputEncoding = $encoding } catch { }
  }
}
`,
};

/** What npx runs is its own affair, unless it is rigline. */
const BASH_NPX = `  local first=1
  if [[ \${COMP_WORDS[0]} == npx ]]; then
    first=2
    if [[ $count -lt 3 || \${words[1]} != rigline ]]; then return; fi
  fi
`;
const ZSH_NPX = `  local first=2
  if [[ $words[1] == npx ]]; then
    first=3
    if [[ $CURRENT -lt 3 || $words[2] != rigline ]]; then _files; return; fi
  fi
`;
const FISH_NPX = `function __rigline_by_npx
  set -l words (commandline -opc)
  test (count $words) -ge 2; and test $words[2] = rigline
end
complete -c npx -n __rigline_by_npx -f -k -a '(__rigline_complete 3)'
`;
const POWERSHELL_NPX = `  $first = 1
  if ("$($commandAst.CommandElements[0])" -match '^npx(\\.\\w+)?$') {
    $first = 2
    if ("$($commandAst.CommandElements[1])" -ne 'rigline') { return }
  }
`;
