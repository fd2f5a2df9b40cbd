/** The shells there is a script for. */
export const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;
export type Shell = (typeof SHELLS)[number];

/** Each asks `rigline __complete -- <words>` for lines of `value<TAB>description`, and offers files when there are none. */
export const SHELL_SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `# rigline completion for bash: put this into ~/.bashrc
#   source <(rigline completion bash)
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
  word=\${words[count-1]}
  # Readline keeps what is before the sign, and replaces the rest.
  if [[ $COMP_WORDBREAKS == *=* && $word != [\\'\\"]* ]]; then replaced=\${word%"\${word##*[=:]}"}; fi
  COMPREPLY=()
  while IFS= read -r line; do
    line=\${line%%$'\\t'*}
    line=\${line#"$replaced"}
    if [[ $word != [\\'\\"]* ]]; then printf -v line %q "$line"; fi
    COMPREPLY+=("$line")
  done < <(rigline __complete --quoted -- "\${words[@]:1}" 2>/dev/null)
  # A key is written on to its value, without a space.
  if [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *= ]]; then compopt -o nospace 2>/dev/null; fi
}
complete -o default -F _rigline rigline
`,
  zsh: `#compdef rigline
# rigline completion for zsh: put this into ~/.zshrc, after compinit
#   source <(rigline completion zsh)
_rigline() {
  local line value description
  local -a values keys
  while IFS= read -r line; do
    value=\${\${line%%$'\\t'*}//:/\\\\:}
    description=\${line#*$'\\t'}
    # A key is written on to its value, without a space.
    if [[ $value == *= ]]; then keys+=($value\${description:+:$description})
    else values+=($value\${description:+:$description}); fi
  done < <(rigline __complete "--current=\${(Q)PREFIX}" -- "\${(@Q)words[2,CURRENT-1]}" 2>/dev/null)
  if (( \${#values} + \${#keys} == 0 )); then
    compset -P '*='
    _files
    return
  fi
  if (( \${#values} )); then _describe -t values rigline values; fi
  if (( \${#keys} )); then _describe -t keys key keys -S ''; fi
}
# In a file of $fpath it is the function's body, else it is a line of ~/.zshrc.
if [[ $funcstack[1] == _rigline ]]; then _rigline "$@"; else compdef _rigline rigline; fi
`,
  fish: `# rigline completion for fish: save this as ~/.config/fish/completions/rigline.fish
#   rigline completion fish > ~/.config/fish/completions/rigline.fish
function __rigline_complete
  set -l words (commandline -opc)
  set -l current (commandline -ot)
  set -l found (rigline __complete "--current=$current" -- $words[2..-1] 2>/dev/null)
  if test (count $found) -gt 0
    printf '%s\\n' $found
    return
  end
  # A key is written on to its value, which may be a file.
  set -l start (string match -r '^.*=' -- "$current")
  __fish_complete_path (string replace -r '^.*=' '' -- "$current") | string replace -r '^' -- "$start"
end
complete -c rigline -f -k -a '(__rigline_complete)'
`,
  powershell: `# rigline completion for PowerShell: put this into your $PROFILE
#   rigline completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName rigline -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
    Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object {
      if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.ToString() }
    })
  $current = $wordToComplete.TrimStart([char[]]@([char]34, [char]39))
  $encoding = [Console]::OutputEncoding
  try {
    # Windows would read names that have more than ASCII in its old code page.
    try { [Console]::OutputEncoding = [System.Text.Encoding]::UTF8 } catch { }
    # An empty word would be dropped from the call, so the current one is given by name; so would -- be without quotes.
    rigline __complete "--current=$current" '--' @words 2>$null | ForEach-Object {
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
