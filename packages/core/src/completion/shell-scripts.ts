/** The shells there is a script for. */
export const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;
export type Shell = (typeof SHELLS)[number];

/** Each asks `rigline __complete -- <words>` for lines of `value<TAB>description`, and offers files when there are none. */
export const SHELL_SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `# rigline completion for bash: put this into ~/.bashrc
#   source <(rigline completion bash)
_rigline() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    COMPREPLY+=("\${line%%$'\\t'*}")
  done < <(rigline __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  # A key is written on to its value, without a space.
  if [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *= ]]; then compopt -o nospace 2>/dev/null; fi
}
complete -o default -F _rigline rigline
`,
  zsh: `#compdef rigline
# rigline completion for zsh: put this into ~/.zshrc, after compinit
#   source <(rigline completion zsh)
_rigline() {
  local line
  local -a values
  while IFS= read -r line; do
    values+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done < <(rigline __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#values} )); then _describe rigline values; else _files; fi
}
compdef _rigline rigline
`,
  fish: `# rigline completion for fish: save this as ~/.config/fish/completions/rigline.fish
function __rigline_complete
  set -l words (commandline -opc) (commandline -ct)
  rigline __complete -- $words[2..-1] 2>/dev/null
end
complete -c rigline -a '(__rigline_complete)'
`,
  powershell: `# rigline completion for PowerShell: put this into your $PROFILE
#   rigline completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName rigline -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
    Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() })
  # An empty word would be dropped from the call, so the current one is given by name.
  rigline __complete "--current=$wordToComplete" -- @words 2>$null | ForEach-Object {
    $value, $description = $_ -split "\`t", 2
    if (-not $description) { $description = $value }
    [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $description)
  }
}
`,
};
