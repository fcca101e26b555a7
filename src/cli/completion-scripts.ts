const bash = `# Completion of livemig for bash.
#
# For you, from the next shell on:
#   mkdir -p ~/.local/share/bash-completion/completions
#   livemig completion bash > ~/.local/share/bash-completion/completions/livemig
# Without the package bash-completion, or for this shell only:
#   source <(livemig completion bash)

_livemig() {
  local line="\${COMP_LINE:0:COMP_POINT}" kept='' kind='' last word i
  local -a words=()
  # Bash has also broken words at colons and equal signs; only blanks separate what livemig gets.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    last="\${COMP_WORDS[i]}"
    if [[ $i -eq 0 || "$line" == [[:space:]]* || -z "$line" && -z "$last" ]]; then
      kept=''
      words+=('')
    fi
    line="\${line#"\${line%%[![:space:]]*}"}"
    [[ $i -eq COMP_CWORD ]] && last="$line"
    line="\${line#"$last"}"
    # What comes before the last break stays as it is, and so does a break at the very end.
    words[\${#words[@]}-1]+="$last"
    [[ $i -lt COMP_CWORD || "$last" =~ ^[=:]+$ ]] && kept="\${words[\${#words[@]}-1]}"
  done
  COMPREPLY=()
  while IFS= read -r word; do
    if [[ -z "$kind" ]]; then kind="$word"; else COMPREPLY+=("$word"); fi
  done < <(command livemig completion answer bash "$kept" "\${words[@]:1}" 2>/dev/null)
  case "$kind" in
    files) compopt -o default 2>/dev/null ;;
    directories) compopt -o dirnames 2>/dev/null ;;
  esac
}

complete -F _livemig livemig
`;

const zsh = `#compdef livemig
# Completion of livemig for zsh.
#
# For you, from the next shell on, in a directory of your fpath:
#   livemig completion zsh > "$fpath[1]/_livemig"
# For this shell only, once compinit has run:
#   source <(livemig completion zsh)

_livemig() {
  local -a lines words_found shown
  local line kind word about
  lines=("\${(@f)$(command livemig completion answer zsh "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  kind="\${lines[1]}"
  for line in "\${(@)lines[2,-1]}"; do
    word="\${line%%$'\\t'*}"
    about="\${line#*$'\\t'}"
    words_found+=("$word")
    shown+=("$word\${about:+  -- $about}")
  done
  case "$kind" in
    files) compset -P '--*='; _files ;;
    directories) compset -P '--*='; _files -/ ;;
    *) (( $#words_found )) && compadd -l -d shown -a words_found ;;
  esac
}

if [[ "\${funcstack[1]}" == _livemig ]]; then _livemig "$@"; else compdef _livemig livemig; fi
`;

const fish = `# Completion of livemig for fish.
#
# For you, from the next shell on:
#   livemig completion fish > ~/.config/fish/completions/livemig.fish
# For this shell only:
#   livemig completion fish | source

function __livemig_complete
    set -l typed (commandline -opc)
    set -e typed[1]
    set -l current (commandline -ct)
    set -l lines (command livemig completion answer fish $typed "$current" 2>/dev/null)
    set -l kind $lines[1]
    set -e lines[1]
    set -l flag (string match -r -- '^--[^=]*=' "$current")
    set -l value (string replace -r -- '^--[^=]*=' '' "$current")
    switch "$kind"
        case files
            for path in (__fish_complete_path "$value")
                echo "$flag$path"
            end
        case directories
            for path in (__fish_complete_directories "$value")
                echo "$flag$path"
            end
        case '*'
            for line in $lines
                echo $line
            end
    end
end

complete -c livemig -f -a '(__livemig_complete)'
`;

const powershell = `# Completion of livemig for PowerShell.
#
# For you, from the next shell on:
#   livemig completion powershell >> $PROFILE
# For this shell only:
#   livemig completion powershell | Out-String | Invoke-Expression

Register-ArgumentCompleter -Native -CommandName livemig -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $typed = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | Select-Object -Skip 1 | ForEach-Object {
        if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.Extent.Text }
    })
    $current = "$wordToComplete".Trim("'", '"')
    # Before 7.3, PowerShell hands no empty argument to a program.
    if ($current -eq '' -and $PSVersionTable.PSVersion -lt [version]'7.3') { $current = '""' }
    $kind, $lines = & livemig completion answer powershell @typed $current 2>$null
    # Nothing is an answer too: PowerShell then completes names of files.
    if ($kind -ne 'words') { return }
    foreach ($line in $lines) {
        $word, $about = $line -split "\`t", 2
        $text = if ($word -match '[^\\w@%+=:,./-]') { "'" + $word.Replace("'", "''") + "'" } else { $word }
        $tip = if ($about) { $about } else { $word }
        [System.Management.Automation.CompletionResult]::new($text, $word, 'ParameterValue', $tip)
    }
}
`;

/** What \`livemig completion SHELL\` prints. The scripts only hand over what was typed; what fits is decided in one place. */
export const completionScripts = { bash, zsh, fish, powershell } as const;
